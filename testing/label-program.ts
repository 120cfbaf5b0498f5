/**
 * A process that edits the labels of a recording without end, to be killed: `node testing/label-program.ts PROFILE SEED`.
 * Lines on standard output, each by one synchronous system call: `ready`; before an edit `begin edit|undo|redo`; after
 * its answer `ack REVISION DIGEST`, the digest being that of all labels as they are then.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { Fault } from '../contract/fault.ts';
import { openLabels, picture, someEdit } from './labels.ts';
import { makeRandom } from './random.ts';

const [profileDir = '', seed = '1'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const random = makeRandom(Number(seed));
const context = { signal: new AbortController().signal };

const test = await openLabels(profileDir);
say('ready');
for (;;) {
  const kind = random.pick(['edit', 'edit', 'edit', 'edit', 'undo', 'redo'] as const);
  const before = await test.of('a');
  say(`begin ${kind}`);
  try {
    if (kind === 'edit') await test.edit('a', someEdit(random, before));
    else await test.labels.server[kind]({ recordingId: 'a' }, context);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  const { revision } = await test.store.labels({ recordingId: 'a', limit: 0 });
  const digest = createHash('sha256')
    .update(picture(await test.of('a')).join('\n'))
    .digest('hex');
  say(`ack ${revision} ${digest}`);
}
