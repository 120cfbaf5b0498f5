/** The thread of one recording; also repairs recordings at start. */
import { recorderCommands, type RecorderNotice } from './recorder-thread.ts';
import { serveThread } from '../thread/index.ts';

serveThread<RecorderNotice>((side) => recorderCommands((notice) => side.notify(notice)));
