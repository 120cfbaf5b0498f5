/** The strength of each moment over the strip of the whole recording. */
import { tileRows } from '../../contract/analysis.ts';
import { levelOfByte, type Cell } from './colour.ts';
import type { TileKey } from './level.ts';
import type { Place } from './sheet.ts';

/** Draws the strongest value of each row as a line, on the scale of the colours: it tells where something is sent. */
export function drawStrength(
  context: OffscreenCanvasRenderingContext2D,
  { span, width, height }: Place,
  tiles: readonly { key: TileKey; cell: Cell | undefined }[],
  { minDb, maxDb }: { minDb: number; maxDb: number },
): void {
  context.beginPath();
  let drawing = false;
  for (const { key, cell } of tiles.toSorted((a, b) => a.key.index - b.key.index)) {
    if (cell === undefined) {
      drawing = false;
      continue;
    }
    for (let row = 0; row < cell.rows; row++) {
      let strongest = 0;
      const start = row * cell.columns;
      for (let column = 0; column < cell.columns; column++)
        strongest = Math.max(strongest, cell.bytes[start + column]!);
      const sample = (key.index * tileRows + row + 0.5) * key.rowSamples;
      const x = (sample / span.toSample) * width;
      const share = (levelOfByte(strongest) - minDb) / (maxDb - minDb);
      const y = (1 - Math.min(1, Math.max(0, share))) * (height - 2) + 1;
      if (drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      drawing = true;
    }
  }
  // Twice, dark below light: it stands out from every palette.
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(0 0 0 / 0.55)';
  context.stroke();
  context.lineWidth = 1;
  context.strokeStyle = 'rgb(255 255 255 / 0.9)';
  context.stroke();
}
