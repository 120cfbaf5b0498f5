import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedBus } from '../testing/usb/bus.ts';
import type { TranscriptLine } from '../testing/usb/transcript.ts';
import { Run } from './usb-program.ts';
import { rtlSeq } from './usb-program-rtl.ts';
import { replayFolder } from './usb-replay-folder.ts';
import { amount, options, words } from './usb-scenario.ts';

const traces = join(process.env['WAVEKEEP_SHARED'] ?? '../shared', 'usb-traces');

describe.skipIf(!existsSync(traces))('golden transcripts (skipped where WAVEKEEP_SHARED has none)', () => {
  it('our drivers do what the reference drivers do', async () => {
    const verdicts = await replayFolder(traces);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });
});

describe('the comparison notices', () => {
  const env = { SIM_DEVICE: 'rtl', SIM_TUNER: 'r820t' };
  const ops = ['rate 2048000', 'freq 100000000', 'reset', 'async 16384 3'];
  const cmd = `rtlseq ${ops.map((op) => `'${op}'`).join(' ')}`;
  let folder = '';
  let lines: TranscriptLine[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavekeep-replay-'));
    const bus = new SimulatedBus();
    const run = new Run({ name: 'own', env, cmd, lib: '' }, ops, bus, bus.plug(env));
    await rtlSeq.run(run);
    lines = [...run.lines];
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What the replay says of our driver against these lines as reference. */
  async function verdict(reference: readonly unknown[], command = cmd): Promise<string | undefined> {
    await writeFile(join(folder, 'index.json'), JSON.stringify([{ name: 'own', env, cmd: command }]));
    const text = reference.map((line) => JSON.stringify(line)).join('\n');
    await writeFile(join(folder, 'own.jsonl'), text);
    return (await replayFolder(folder))[0]!.problem;
  }
  const changed = (index: number, change: object): unknown[] =>
    lines.map((line, at) => (at === index ? { ...line, ...change } : line));
  const find = (fits: (line: TranscriptLine) => boolean): number => {
    const index = lines.findIndex(fits);
    expect(index).toBeGreaterThanOrEqual(0);
    return index;
  };

  it('nothing where nothing differs', async () => {
    expect(await verdict(lines)).toBeUndefined();
  });

  it('a register with another value, and says which and when', async () => {
    const index = find((line) => line.type === 'control' && line.dir === 'out' && line.wValue === 0x9f20);
    expect(await verdict(changed(index, { data: '0385' }))).toBe(
      'after rate 2048000: demod 1:a0 is 84, reference 85',
    );
  });

  it('a frequency reported otherwise', async () => {
    const index = find((line) => line.type === 'ret' && line.op.startsWith('freq'));
    expect(await verdict(changed(index, { op: 'freq 100000000 -> 99000000' }))).toContain('reported');
  });

  it('a call that was not made, and one too many', async () => {
    expect(await verdict(lines, "rtlseq 'rate 2048000'")).toContain('in place of');
    expect(await verdict(lines, cmd.replace("'reset'", "'reset' 'agc 1'"))).toContain('in place of');
  });

  it('an interface that was not given back', async () => {
    expect(await verdict(lines.filter((line) => line.type !== 'release'))).toContain('release');
  });

  it('transfers of another size, and other samples', async () => {
    const submit = find((line) => line.type === 'bulk_submit');
    expect(await verdict(changed(submit, { length: 32768 }))).toContain('32768');
    const complete = find((line) => line.type === 'bulk_complete');
    expect(await verdict(changed(complete, { crc32: '00000000' }))).toContain('00000000');
  });

  it('lines and operations it does not know', async () => {
    expect(await verdict([...lines, { type: 'surprise' }])).toContain('not understood');
    expect(await verdict(lines, "rtlseq 'frequency 1'")).toContain('no operation');
    expect(await verdict(lines, 'sdrplay_rx')).toContain('no driver');
  });
});

describe('commands', () => {
  it('are split as a shell splits them', () => {
    expect(words('rtlseq \'rate 250000\' reset "freq 1"')).toEqual([
      'rtlseq',
      'rate 250000',
      'reset',
      'freq 1',
    ]);
    expect(() => words("a 'b")).toThrow('open quote');
  });

  it('have options with values, and none that is unknown', () => {
    expect(options(['-f', '100M', '-S', 'out.bin'], 'f', 'S').get('f')).toBe('100M');
    expect(() => options(['-x', '1'], 'f')).toThrow('vocabulary');
    expect([amount('100M'), amount('2048k'), amount('1e6'), amount('-51')]).toEqual([1e8, 2048e3, 1e6, -51]);
  });
});
