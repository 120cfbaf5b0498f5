/**
 * The kernels under the compiler's address and undefined-behaviour checks, on every path of this machine. Building
 * takes minutes, so it belongs to the long tier. Skipped where no compiler is.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadBinding } from './index.ts';

const run = promisify(execFile);
const compiler = 'g++';
const long = process.env['WAVEKEEP_LONG'] === '1';
const possible = long && spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;

function paths(): string[] {
  const native = loadBinding();
  return ['portable', 'avx2', 'avx512', 'neon'].filter((name) => {
    try {
      return native.forPath(name).simd !== '';
    } catch {
      // This processor can't run it: there is nothing to check.
      return false;
    }
  });
}

describe('native kernels with checked memory', () => {
  it.skipIf(!possible)(
    'read and write only what is theirs',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'wavekeep-address-'));
      try {
        const program = join(folder, 'check');
        const names = [
          'check/main.cc',
          'src/choose.cc',
          'src/neon.cc',
          'src/portable.cc',
          'src/avx2.cc',
          'src/avx512.cc',
        ];
        const sources = names.map((name) => fileURLToPath(new URL(name, import.meta.url)));
        const checks = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
        await run(compiler, ['-std=c++17', '-O1', '-fno-exceptions', ...checks, '-o', program, ...sources]);
        const wanted = paths();
        const { stdout } = await run(program, wanted);
        expect(stdout.trim().split('\n').length).toBe(wanted.length);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    900_000,
  );
});
