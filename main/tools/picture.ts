/** A waterfall picture with axes as a PNG: time runs down, frequency to the right. */
import { encode } from 'fast-png';
import { palettes, type PaletteName } from '../../contract/palettes.ts';
import { drawText, glyphHeight, textWidth } from './glyphs.ts';

export interface PictureFacts {
  /** Rows of dBFS, oldest first, all of the same width. */
  rows: readonly Float32Array[];
  lowestHz: number;
  highestHz: number;
  seconds: number;
  palette: PaletteName;
}

const margin = { left: 64, right: 16, top: 12, bottom: 28 };
const background = [18, 20, 23] as const;
const ink = [200, 205, 212] as const;

export function drawPicture(facts: PictureFacts): { png: Uint8Array; width: number; height: number } {
  const columns = facts.rows[0]?.length ?? 0;
  // Short files get tall rows so that the picture stays readable.
  const rowPixels = Math.max(1, Math.floor(240 / Math.max(1, facts.rows.length)));
  const plotHeight = facts.rows.length * rowPixels;
  const width = margin.left + columns + margin.right;
  const height = margin.top + plotHeight + margin.bottom;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(background, i * 3);
  const dot = (x: number, y: number): void => {
    if (x >= 0 && x < width && y >= 0 && y < height) data.set(ink, (y * width + x) * 3);
  };

  const { rgb } = palettes[facts.palette];
  const { lowDb, highDb } = levelRange(facts.rows);
  facts.rows.forEach((row, r) => {
    for (let x = 0; x < columns; x++) {
      const share = ((row[x] ?? lowDb) - lowDb) / (highDb - lowDb);
      const level = Math.max(0, Math.min(255, Math.round(share * 255)));
      for (let dy = 0; dy < rowPixels; dy++) {
        const at = ((margin.top + r * rowPixels + dy) * width + margin.left + x) * 3;
        data[at] = rgb[level * 3] ?? 0;
        data[at + 1] = rgb[level * 3 + 1] ?? 0;
        data[at + 2] = rgb[level * 3 + 2] ?? 0;
      }
    }
  });

  const spanHz = facts.highestHz - facts.lowestHz;
  const unit = scaleOf(Math.max(Math.abs(facts.lowestHz), Math.abs(facts.highestHz)));
  const stepHz = niceStep(spanHz / Math.max(2, columns / 110));
  for (let hz = Math.ceil(facts.lowestHz / stepHz) * stepHz; hz <= facts.highestHz; hz += stepHz) {
    const x = margin.left + Math.round(((hz - facts.lowestHz) / spanHz) * (columns - 1));
    for (let dy = 0; dy < 5; dy++) dot(x, margin.top + plotHeight + dy);
    const text = `${trim(hz / unit.size, stepHz / unit.size)}${unit.name}Hz`;
    drawText(text, x - (textWidth(text) >> 1), margin.top + plotHeight + 9, dot);
  }
  const stepS = niceStep(facts.seconds / Math.max(2, plotHeight / 60));
  const time = facts.seconds < 2 ? { size: 1e-3, name: 'ms' } : { size: 1, name: 's' };
  for (let k = 0; k * stepS <= facts.seconds; k++) {
    const y = margin.top + Math.round((k * stepS * plotHeight) / facts.seconds);
    for (let dx = 1; dx <= 5; dx++) dot(margin.left - dx, y);
    const text = `${trim((k * stepS) / time.size, stepS / time.size)}${time.name}`;
    drawText(text, margin.left - 8 - textWidth(text), y - (glyphHeight >> 1), dot);
  }
  return { png: encode({ width, height, data, channels: 3, depth: 8 }), width, height };
}

/** From the noise floor to a little above the strongest: the median and the maximum. */
function levelRange(rows: readonly Float32Array[]): { lowDb: number; highDb: number } {
  const sample: number[] = [];
  let highDb = -Infinity;
  for (const row of rows)
    for (let x = 0; x < row.length; x++) {
      const db = row[x]!;
      if (!Number.isFinite(db)) continue;
      if (db > highDb) highDb = db;
      if (x % 7 === 0) sample.push(db);
    }
  sample.sort((a, b) => a - b);
  const floorDb = sample[Math.floor(sample.length * 0.5)] ?? -120;
  return { lowDb: floorDb, highDb: Math.max(highDb, floorDb + 20) };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough) ?? rough;
}

function scaleOf(hz: number): { size: number; name: string } {
  if (hz >= 1e9) return { size: 1e9, name: 'G' };
  if (hz >= 1e6) return { size: 1e6, name: 'M' };
  return hz >= 1e3 ? { size: 1e3, name: 'k' } : { size: 1, name: '' };
}

/** As many decimals as the step needs. */
function trim(value: number, step: number): string {
  return value.toFixed(Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9))));
}
