/** Packages, made and tried. Takes a minute, so it runs only where WAVEKEEP_LONG=1. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBench, root, startDesktop, watchProcesses, type Bench } from './desktop.ts';
import { expectRowsMove, pickSimulatedBand, watchErrors } from './scenario.ts';

function makePackage(kind: string): string {
  const made = spawnSync(process.execPath, [join(root, 'scripts', 'package.ts'), kind], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(made.status, made.stderr).toBe(0);
  return made.stdout;
}

describe.skipIf(process.env['WAVEKEEP_LONG'] !== '1')('packages', () => {
  let bench: Bench;
  let close: Bench['close'] | undefined;
  beforeAll(async () => {
    bench = await openBench();
    close = bench.close;
  });
  afterAll(async () => {
    await close?.();
  });

  it('test-fallback starts, shows rows and ends', { timeout: 180_000 }, async () => {
    expect(makePackage('test-fallback')).toContain('archive entries as expected');
    const program = join(root, 'dist', 'test-fallback', 'linux-unpacked', 'wavekeep');
    const desktop = await startDesktop(bench, 'packaged', program);
    const errors = watchErrors(desktop.page);
    const facts = await desktop.app.evaluate(({ app, BrowserWindow }) => ({
      packaged: app.isPackaged,
      title: BrowserWindow.getAllWindows()[0]?.getTitle(),
    }));
    expect(facts.packaged).toBe(true);
    expect(facts.title).toContain('test-fallback');
    await pickSimulatedBand(desktop.page);
    await expectRowsMove(desktop.page);
    const left = watchProcesses(desktop);
    expect(await desktop.close()).toBe(0);
    expect(await left()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('release has its archive and fuses right', { timeout: 180_000 }, () => {
    expect(makePackage('proof')).toContain('fuses locked');
  });

  it('headless runs by itself', { timeout: 180_000 }, () => {
    expect(makePackage('headless')).toContain('ran with an empty environment');
  });
});
