/** The thread that keeps what a radio received. */
import { serveThread } from '../thread/index.ts';
import { pastCommands, type PastNotice } from './past-thread.ts';

serveThread<PastNotice>((side) => pastCommands((notice) => side.notify(notice)));
