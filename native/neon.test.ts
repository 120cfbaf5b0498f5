/**
 * The NEON path, compiled for 64-bit ARM and run under qemu: `apt install g++-aarch64-linux-gnu qemu-user`. The
 * same program checks the portable path as that compiler builds it. Skipped where the tools are absent.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const compiler = 'aarch64-linux-gnu-g++';
const emulator = 'qemu-aarch64';
const missing = [compiler, emulator].filter(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0,
);

describe('native kernels on 64-bit ARM', () => {
  it.skipIf(missing.length > 0)(
    `agree with their definitions on NEON${missing.length > 0 ? ` (not tested: no ${missing.join(', no ')})` : ''}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'wavekeep-neon-'));
      try {
        const program = join(folder, 'check');
        const sources = [
          'check/main.cc',
          'src/choose.cc',
          'src/neon.cc',
          'src/portable.cc',
          'src/avx2.cc',
          'src/avx512.cc',
        ];
        const paths = sources.map((name) => fileURLToPath(new URL(name, import.meta.url)));
        const flags = ['-std=c++17', '-O2', '-fno-exceptions', '-Wall', '-Wextra', '-Werror'];
        await run(compiler, [...flags, '-o', program, ...paths]);
        const { stdout } = await run(emulator, ['-L', '/usr/aarch64-linux-gnu', program, 'neon', 'portable']);
        expect(stdout.trim().split('\n')).toEqual(['neon checked', 'portable checked']);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    180_000,
  );
});
