/** The room's face. */
export { benchQueue } from './bench.ts';
export { benchLibrary } from './bench-library.ts';
export type { CatalogueRow } from './library-types.ts';
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
