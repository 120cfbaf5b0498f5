/** The thread of one recording; also repairs recordings at start. */
import { recorderCommands, type RecorderNotice } from './recorder-thread.ts';
import { serveThread } from './thread.ts';

serveThread<RecorderNotice>((side) => recorderCommands((notice) => side.notify(notice)));
