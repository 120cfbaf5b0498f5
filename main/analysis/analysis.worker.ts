/** The thread that looks into recordings. */
import { serveThread } from '../thread/index.ts';
import { analysisCommands } from './analysis-thread.ts';

serveThread<number>((side) => analysisCommands((done) => side.notify(done)));
