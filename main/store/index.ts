/** The room's face. */
export { benchQueue, type QueueBench } from './bench.ts';
export { openStore } from './store.ts';
export type {
  Claim,
  Finish,
  FinishedProduct,
  Lease,
  NewProduct,
  NewTask,
  NextRun,
  QueueFacts,
  ReadyTask,
  Schedule,
  Store,
  StoreOps,
  WorkerIdentity,
  WorkerRow,
} from './types.ts';
