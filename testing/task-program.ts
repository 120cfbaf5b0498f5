/**
 * A process that submits tasks through the real bridge and runs them, to be killed, frozen or traced:
 * `node testing/task-program.ts PROFILE COUNT SECONDS [MODE]`. One line on standard output for each event:
 * `ready`, `ack ID`, `drained`. MODE `submit` only submits. Lines are written with one synchronous system call, so
 * that a trace shows them in order with the writes of the database.
 */
import { writeSync } from 'node:fs';
import { loadTestPlan } from '../contract/loadtest.ts';
import { openEngine } from './engine.ts';

const [profileDir = '', count = '50', seconds = '0.5', mode = 'run'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const opened = await openEngine(profileDir, { tasks: mode === 'submit' ? 'submit' : 'run' });
say('ready');
const plan = loadTestPlan({});
await Promise.all(
  Array.from({ length: Number(count) }, async (_, i) => {
    const { id } = await opened.api.task.add({
      kind: 'acquire',
      name: `task ${String(i)}`,
      radio: plan.radio,
      centreHz: plan.firstHz + i * plan.stepHz,
      bandwidthHz: plan.bandwidthHz,
      seconds: Number(seconds),
      products: ['iq', 'metrics'],
    });
    say(`ack ${String(id)}`);
  }),
);
if (mode !== 'submit') await opened.engine.drained();
say('drained');
await opened.close();
