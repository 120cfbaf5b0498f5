/** The commands in the documentation are run, in order, in an empty folder. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

it('docs/cli.md: every example works', { timeout: 400_000 }, () => {
  const text = readFileSync(join(root, 'docs/cli.md'), 'utf8');
  const lines = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) =>
    (block[1] ?? '').trim().split('\n'),
  );
  expect(lines.length).toBeGreaterThan(5);
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-docs-'));
  try {
    for (const line of lines) {
      const command = line.replace(/^wavekeep /, `"${process.execPath}" "${join(root, 'main/cli.ts')}" `);
      const result = spawnSync(command, {
        shell: true,
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, WAVEKEEP_DATA: join(folder, 'profile') },
      });
      expect([line, result.status]).toEqual([line, 0]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
