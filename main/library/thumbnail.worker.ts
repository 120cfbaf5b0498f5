/** The thread that draws thumbnails. */
import { serveThread } from '../thread/index.ts';
import { thumbnailCommands } from './thumbnail-thread.ts';

serveThread<never>(thumbnailCommands);
