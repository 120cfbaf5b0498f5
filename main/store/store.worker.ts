/** The store's own thread: SQLite is synchronous, and an fsync must not stall anything else. */
import { parentPort } from 'node:worker_threads';
import { serveStore } from './serve.ts';

if (!parentPort) throw new Error('The store runs in a worker thread only.');
serveStore(parentPort);
