/**
 * A process that runs the queue of a profile with lanes that pretend: PROFILE LEASE_MS LIMIT. Says `ready`, then
 * `begun ID` for each task; ends when its standard input ends.
 */
import { once } from 'node:events';
import { openStore } from '../main/store/index.ts';
import { systemClock } from '../main/task/clock.ts';
import { makeQueue } from '../main/task/index.ts';
import { pretendLanes } from './queue.ts';

const [profileDir = '', leaseMs = '', limit = ''] = process.argv.slice(2);
const store = await openStore({ profileDir });
const lanes = pretendLanes({
  clock: systemClock,
  limit: Number(limit),
  begun: (taskId) => process.stdout.write(`begun ${String(taskId)}\n`),
});
const queue = await makeQueue({
  store,
  lanes,
  mode: 'run',
  who: 'other',
  leaseMs: Number(leaseMs),
  recordingFolder: () => profileDir,
});
process.stdout.write('ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
await queue.close();
await store.close();
