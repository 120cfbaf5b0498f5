/** The store's thread with a fault of its own: it ends with the first probe. */
import { parentPort } from 'node:worker_threads';
import { serveStore } from '../main/store/serve.ts';
import type { Request } from '../main/thread/index.ts';

if (!parentPort) throw new Error('The store runs in a worker thread only.');
parentPort.on('message', ({ op }: Request) => {
  if (op === 'probe') throw new Error('asked to crash');
});
serveStore(parentPort);
