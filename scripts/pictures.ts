/**
 * Pictures of the real window for the documentation: two sizes, dark and light, with the simulated band running.
 * Writes docs/pictures/*.png with a palette. `--only WORD` takes those whose name holds the word.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBench, startDesktop, type Bench, type Desktop } from '../e2e/desktop.ts';
import { defaultSettings } from '../contract/settings.ts';
import { openSettings } from '../main/settings/index.ts';
import { scenes, type Scene, type Size } from './picture-scenes.ts';
import { toPalettePng } from './quantise.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = join(dirname(import.meta.dirname), 'docs', 'pictures');
const sizes: readonly Size[] = [
  { width: 1280, height: 720 },
  { width: 2560, height: 1440 },
];
const themes = ['dark', 'light'] as const;
/** Noise does not compress: fewer colours keep the large pictures below half a megabyte. */
const coloursFor = ({ noisy }: Scene, { width }: Size): number => (noisy && width > 2000 ? 32 : 96);

const nameOf = (scene: Scene, { width, height }: Size, theme: string): string =>
  `${scene.name}-${width}x${height}-${theme}.png`;

async function open(bench: Bench, size: Size, theme: (typeof themes)[number]): Promise<Desktop> {
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
  return desktop;
}

async function take({ page }: Desktop, name: string, colours: number): Promise<void> {
  // No tooltip, crosshair or focus ring of the hand that set it up.
  await page.mouse.move(4, (page.viewportSize()?.height ?? 720) / 2);
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.waitForTimeout(500);
  const small = toPalettePng(await page.screenshot({ type: 'png' }), colours);
  writeFileSync(join(folder, name), small);
  console.log(`${name}: ${(small.length / 1000).toFixed(0)} kB`);
}

mkdirSync(folder, { recursive: true });
for (const size of sizes) {
  const bench = await openBench(size.width, size.height);
  try {
    for (const theme of themes) {
      const wanted = scenes.filter((scene) => nameOf(scene, size, theme).includes(values.only));
      if (wanted.length === 0) continue;
      const desktop = await open(bench, size, theme);
      for (const scene of scenes) {
        // Later scenes build on earlier ones, but not on the waterfall, which takes its time.
        if (scene.noisy && !wanted.includes(scene)) continue;
        await scene.stage(desktop.page, size);
        if (wanted.includes(scene)) await take(desktop, nameOf(scene, size, theme), coloursFor(scene, size));
        await scene.leave?.(desktop.page);
      }
      await desktop.close();
    }
  } finally {
    await bench.close();
  }
}
