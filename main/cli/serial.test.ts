/** Writing serial numbers, over the simulated stick of every process: what was written ends with it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { makeEngine, type Engine } from '../engine.ts';
import type { Context } from './context.ts';
import { serial, type SerialOptions } from './serial.ts';

let dir: string;
let engine: Engine;
const write = (options: SerialOptions, radio = 'rtlsdr:00000001'): ReturnType<typeof serial> => {
  // Of what every command shares this one needs the engine alone.
  const context: Pick<Context, 'engine'> = { engine };
  return serial(context, radio, options, join(dir, 'backups'));
};
const code = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Fault ? error.code : String(error);
};

beforeAll(async () => {
  vi.stubEnv('WAVEKEEP_USB', 'simulated');
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-serial-'));
  engine = await makeEngine({ profileDir: dir, host: 'cli', version: '0' });
});
afterAll(async () => {
  await engine.close();
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

describe('the serial number of a stick', () => {
  it('is written after what was there is kept, and comes back from that', async () => {
    const first = join(dir, 'first.bin');
    const second = join(dir, 'second.bin');
    await write({ set: 'ROOF', backup: first, yes: true });
    await write({ restore: first, backup: second, yes: true });
    const before = readFileSync(first);
    const changed = readFileSync(second);
    expect(before).toHaveLength(256);
    expect(before.toString('utf16le', 41, 57)).not.toContain('ROOF');
    expect(Buffer.from(changed).toString('latin1').replaceAll('\0', '')).toContain('ROOF');
    const third = join(dir, 'third.bin');
    await write({ set: 'ROOF', backup: third, yes: true });
    expect(readFileSync(third)).toEqual(before);
  });

  it('is never written without a yes, a wish or a place for the copy', async () => {
    const there = join(dir, 'there.bin');
    writeFileSync(there, 'an older copy');
    expect(await code(write({ set: 'A' }))).toBe('invalid');
    expect(await code(write({ yes: true }))).toBe('invalid');
    expect(await code(write({ set: 'A', restore: there, yes: true }))).toBe('invalid');
    expect(await code(write({ set: 'A', backup: there, yes: true }))).toBe('invalid');
    expect(readFileSync(there, 'utf8')).toBe('an older copy');
    const untouched = join(dir, 'untouched.bin');
    await write({ set: 'B', backup: untouched, yes: true });
    expect(readFileSync(untouched).toString('latin1').replaceAll('\0', '')).toContain('ROOF');
  });

  it('refuses what fits no stick, and radios without a memory', async () => {
    expect(await code(write({ set: 'with a space', yes: true }))).toBe('invalid');
    const wrong = join(dir, 'wrong.bin');
    writeFileSync(wrong, 'not an image');
    expect(await code(write({ restore: wrong, yes: true }))).toBe('invalid');
    expect(await code(write({ restore: join(dir, 'none'), yes: true }))).toBe('not-found');
    expect(await code(write({ set: 'A', yes: true }, 'sim:band'))).toBe('unsupported');
    expect(await code(write({ set: 'A', yes: true }, 'rtlsdr:NONE'))).toBe('not-found');
    expect(existsSync(join(dir, 'backups'))).toBe(false);
  });
});
