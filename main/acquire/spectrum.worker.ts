/** The spectrum thread of one radio. */
import { serveThread } from '../thread/index.ts';
import { viewCommands, type ViewNotice } from './view.ts';

serveThread<ViewNotice>((side) => viewCommands((notice, transfer) => side.notify(notice, transfer)));
