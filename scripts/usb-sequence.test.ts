import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedBus } from '../testing/usb/bus.ts';
import type { SimEnv } from '../testing/usb/model.ts';
import type { TranscriptLine } from '../testing/usb/transcript.ts';
import { airspyRx } from './usb-program-airspy.ts';
import { hackrfSeq, hackrfTransfer } from './usb-program-hackrf.ts';
import { Run, type Program } from './usb-program.ts';
import { replayFolder } from './usb-replay-folder.ts';
import { words } from './usb-scenario.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavekeep-sequence-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function ran(program: Program, env: SimEnv, cmd: string): Promise<Run> {
  const bus = new SimulatedBus();
  const run = new Run({ name: 'own', env, cmd, lib: '' }, words(cmd).slice(1), bus, bus.plug(env));
  await program.run(run);
  return run;
}

/** What the replay says of our driver against these lines and samples as reference. */
async function verdict(
  env: SimEnv,
  cmd: string,
  reference: readonly unknown[],
  output?: Uint8Array,
): Promise<string | undefined> {
  await rm(join(folder, 'own.out.bin'), { force: true });
  if (output) await writeFile(join(folder, 'own.out.bin'), output);
  await writeFile(join(folder, 'index.json'), JSON.stringify([{ name: 'own', env, cmd }]));
  await writeFile(join(folder, 'own.jsonl'), reference.map((line) => JSON.stringify(line)).join('\n'));
  return (await replayFolder(folder))[0]!.problem;
}

describe('the comparison of sequences', () => {
  const env = { SIM_DEVICE: 'hackrf' };
  const cmd =
    "hackrfseq 'rate 8000000' 'explicit 2500000000 3000000000 2' 'lna 16' 'stream 2' 'freq 100000000' 'stream 1'";
  let lines: readonly TranscriptLine[] = [];
  beforeAll(async () => {
    ({ lines } = await ran(hackrfSeq, env, cmd));
  });
  const changed = (request: number, change: object): unknown[] =>
    lines.map((line) =>
      line.type === 'control' && line.bRequest === request ? { ...line, ...change } : line,
    );

  it('finds nothing where nothing differs', async () => {
    expect(await verdict(env, cmd, lines)).toBeUndefined();
  });

  it('notices other data, another order and a transfer too many', async () => {
    expect(await verdict(env, cmd, changed(6, { data: '0000000000000000' }))).toContain('request 6');
    expect(await verdict(env, cmd, changed(19, { wIndex: 24 }))).toContain('index 24');
    expect(
      await verdict(
        env,
        cmd,
        lines.filter((line) => line.type !== 'control' || line.bRequest !== 16),
      ),
    ).toContain('request 16');
    expect(await verdict(env, cmd.replace("'lna 16' ", ''), lines)).toContain('request 19');
  });

  it('passes over bytes that were never set, and only those', async () => {
    const data = `00f9029500000000005ed0b2000000000211223344556677`;
    expect(await verdict(env, cmd, changed(24, { data }))).toContain('control 2');
    const masked = await verdict(env, cmd, changed(24, { data, masked: [17, 24] }));
    expect(masked).toBeUndefined();
  });

  it('counts the submits of all streams together, as the recorder did', () => {
    expect(lines.filter(({ type }) => type === 'bulk_submit')).toHaveLength(4);
  });
});

describe('the comparison of samples', () => {
  it('is exact for bytes', async () => {
    const env = { SIM_DEVICE: 'hackrf' };
    const cmd = 'hackrf_transfer -r out.bin -n 1000 -f 100000000';
    const { lines, output } = await ran(hackrfTransfer, env, cmd);
    expect(output).toHaveLength(2000);
    expect(await verdict(env, cmd, lines, output)).toBeUndefined();
    const other = Uint8Array.from(output);
    other[777]! ^= 1;
    expect(await verdict(env, cmd, lines, other)).toContain('output byte 777');
  });

  it('allows floats what rounding does', async () => {
    const env = { SIM_DEVICE: 'airspy' };
    const cmd = 'airspy_rx -r out.bin -n 1000 -f 100 -t 0';
    const { lines, output } = await ran(airspyRx, env, cmd);
    const nudged = (by: number): Uint8Array => {
      const copy = Uint8Array.from(output);
      const view = new DataView(copy.buffer);
      view.setFloat32(400, view.getFloat32(400, true) + by, true);
      return copy;
    };
    expect(await verdict(env, cmd, lines, nudged(5e-5))).toBeUndefined();
    expect(await verdict(env, cmd, lines, nudged(2e-4))).toContain('output float 100');
  });
});
