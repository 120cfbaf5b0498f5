/** The thread that hashes files. */
import { serveThread } from '../thread/index.ts';
import { hashCommands } from './hash-thread.ts';

serveThread<number>(hashCommands);
