/** The thread of one radio: its receiver, its commands in order, its samples into the ring. */
import { makeDrivers } from '../device/index.ts';
import { acquireCommands, type AcquireNotice } from './acquire.ts';
import { serveThread } from '../thread/index.ts';

serveThread<AcquireNotice>((side) => acquireCommands(makeDrivers(), (notice) => side.notify(notice)));
