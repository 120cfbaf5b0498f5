/** The thread that searches the stream of one radio for signals. */
import { serveThread } from '../thread/index.ts';
import { liveCommands, type LiveNotice } from './live-thread.ts';

serveThread<LiveNotice>((side) => liveCommands((notice) => side.notify(notice)));
