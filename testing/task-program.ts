/**
 * A process that submits tasks through the real bridge and runs them, to be killed, frozen or traced:
 * `node testing/task-program.ts PROFILE COUNT SECONDS [MODE]`. One line on standard output for each event:
 * `ready`, `ack ID`, `drained`. MODE `submit` only submits. Lines are written with one synchronous system call, so
 * that a trace shows them in order with the writes of the database.
 */
import { writeSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { connect } from '../contract/connect.ts';
import { contract } from '../contract/index.ts';
import { loadTestPlan } from '../contract/loadtest.ts';
import { messagePort } from '../contract/port.ts';
import { serve } from '../contract/serve.ts';
import { makeEngine } from '../main/engine.ts';

const [profileDir = '', count = '50', seconds = '0.5', mode = 'run'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const engine = await makeEngine({
  profileDir,
  host: 'cli',
  version: '0.0.0-test',
  tasks: mode === 'submit' ? 'submit' : 'run',
});
const { port1, port2 } = new MessageChannel();
const served = serve(contract, engine.server, messagePort(port1));
const client = connect(contract, messagePort(port2));
await client.ready;
say('ready');
const plan = loadTestPlan({});
await Promise.all(
  Array.from({ length: Number(count) }, async (_, i) => {
    const { id } = await client.api.task.add({
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
if (mode !== 'submit') await engine.drained();
say('drained');
client.close();
served.close();
await engine.close();
