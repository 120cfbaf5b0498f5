/**
 * Fails a test file that leaves worker threads, ports, sockets or timers behind:
 * everything started is stopped. Loaded for every test file by vitest.config.ts.
 */
import { afterAll, beforeAll } from 'vitest';

/** Handles a test must not leave; others (pipes to the runner, file system work) come and go by themselves. */
const watched = new Set([
  'Worker',
  'MessagePort',
  'TCPSERVERWRAP',
  'TCPSocketWrap',
  'TCPServerWrap',
  'TCPWRAP',
  'Timeout',
  'UDPWRAP',
  'ProcessWrap',
]);

function census(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (watched.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

let before = new Map<string, number>();

beforeAll(() => {
  before = census();
});

afterAll(async () => {
  // Closing is asynchronous in libuv: give it up to two seconds, then it is a leak.
  for (let attempt = 0; attempt < 40; attempt++) {
    if (grown().length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50).unref());
  }
  const left = grown();
  if (left.length > 0) throw new Error(`This test file left running: ${left.join(', ')}`);
});

function grown(): string[] {
  const now = census();
  const left: string[] = [];
  for (const [kind, count] of now) {
    const extra = count - (before.get(kind) ?? 0);
    if (extra > 0) left.push(`${String(extra)} ${kind}`);
  }
  return left;
}
