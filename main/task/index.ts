/** The room's face. */
export { makeQueue, type Queue } from './queue.ts';
export { makeLanes } from './tasks/acquire/index.ts';
