/** The room's face. */
export { makeQueue, type Idle, type Queue, type QueueOptions } from './queue.ts';
export { makeLanes } from './tasks/acquire/index.ts';
