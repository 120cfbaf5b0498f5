/** Draws resources/icons/*.png from wavekeep.svg with Chromium. Run it by hand after changing the drawing. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = join(dirname(import.meta.dirname), 'resources', 'icons');
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024];
const svg = readFileSync(join(folder, 'wavekeep.svg'), 'utf8');
const program = process.env['WAVEKEEP_CHROMIUM'] ?? '/usr/bin/chromium';
if (!existsSync(program)) throw new Error(`${program} is missing: set WAVEKEEP_CHROMIUM to a Chromium.`);

const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
try {
  mkdirSync(folder, { recursive: true });
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    writeFileSync(join(folder, `${size}x${size}.png`), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
