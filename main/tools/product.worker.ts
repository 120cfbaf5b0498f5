/** The thread that makes products of finished recordings. */
import { serveThread } from '../thread/index.ts';
import { productCommands } from './products-thread.ts';

serveThread<never>(productCommands);
