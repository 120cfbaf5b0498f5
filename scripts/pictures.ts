/**
 * Pictures of the real window for the documentation: two sizes, dark and light, with the simulated band running.
 * Writes docs/pictures/*.png with a palette.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openBench, startDesktop } from '../e2e/desktop.ts';
import { pickSimulatedBand, tune } from '../e2e/scenario.ts';
import { probe, probeUntil } from '../e2e/screen.ts';
import { defaultSettings } from '../contract/settings.ts';
import { openSettings } from '../main/settings/index.ts';
import { toPalettePng } from './quantise.ts';

const folder = join(dirname(import.meta.dirname), 'docs', 'pictures');
const sizes = [
  { width: 1280, height: 720 },
  { width: 2560, height: 1440 },
];
const themes = ['dark', 'light'] as const;
/** Noise does not compress: fewer colours keep the large pictures below half a megabyte. */
const coloursFor = (width: number): number => (width > 2000 ? 32 : 96);

mkdirSync(folder, { recursive: true });
for (const size of sizes) {
  const bench = await openBench(size.width, size.height);
  try {
    for (const theme of themes) {
      const profile = `picture-${size.width}-${theme}`;
      const data = join(bench.account.home, profile);
      mkdirSync(data);
      const { view } = defaultSettings;
      // Averaged noise is smooth and compresses; peaks of noise would triple the files.
      openSettings(data).change({
        theme,
        view: { ...view, spectrum: { ...view.spectrum, detector: 'average' } },
      });
      for (const name of ['.', ...readdirSync(data)]) bench.account.give(join(data, name));
      const desktop = await startDesktop(bench, profile);
      await desktop.app.evaluate(({ BrowserWindow }, bounds) => {
        const window = BrowserWindow.getAllWindows()[0];
        window?.setMenuBarVisibility(false);
        window?.setBounds({ x: 0, y: 0, ...bounds });
      }, size);
      await pickSimulatedBand(desktop.page);
      await tune(desktop.page, '100.0M', 100e6);
      // A full waterfall (six tenths of the window), so that the picture shows time as well.
      const from = (await probe(desktop.page)).rowsDrawn;
      await probeUntil(
        desktop.page,
        'A full waterfall',
        (seen) => seen.rowsDrawn > from + size.height * 0.6,
        120_000,
      );
      // No tooltip, crosshair or focus ring of the hand that set it up.
      await desktop.page.mouse.move(4, size.height / 2);
      await desktop.page.evaluate(
        () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
      );
      await desktop.page.waitForTimeout(500);
      const shot = await desktop.page.screenshot({ type: 'png' });
      const small = toPalettePng(shot, coloursFor(size.width));
      const name = `receive-${size.width}x${size.height}-${theme}.png`;
      writeFileSync(join(folder, name), small);
      console.log(`${name}: ${(small.length / 1000).toFixed(0)} kB`);
      await desktop.close();
    }
  } finally {
    await bench.close();
  }
}
