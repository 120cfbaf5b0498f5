/** The thread that reads and writes annotations. */
import { serveThread } from '../thread/index.ts';
import { labelCommands } from './label-thread.ts';

serveThread<never>(labelCommands);
