/** The thread of one detection. */
import { serveThread } from '../thread/index.ts';
import { detectCommands, type DetectNotice } from './detect-thread.ts';

serveThread<DetectNotice>((side) => detectCommands((notice) => side.notify(notice)));
