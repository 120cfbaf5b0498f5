/** A small picture of a label with what is around it. */
import { useEffect, useRef, useState } from 'react';
import { tileRows, type Tile } from '../../contract/analysis.ts';
import type { Label } from '../../contract/label.ts';
import { palettes } from '../../contract/palettes.ts';
import type { z } from 'zod';
import { engine } from '../link.ts';
import { toFault } from '../fault.ts';
import { useSettings } from '../settings/store.ts';
import { planPeek, type PeekPlan } from './peek-plan.ts';

interface Seen {
  plan: PeekPlan;
  tiles: readonly z.infer<typeof Tile>[];
}

/** Asks for the tiles of a plan, one after the other. */
async function look(recordingId: string, label: Label): Promise<Seen> {
  const info = await engine().analysis.open({ id: recordingId });
  const plan = planPeek(label, info);
  const { fftSize, rowSamples, firstBin, bins, columns } = plan;
  const tiles: z.infer<typeof Tile>[] = [];
  for (let index = plan.firstTile; index <= plan.lastTile; index++)
    tiles.push(
      await engine().analysis.tile({ id: recordingId, fftSize, rowSamples, index, firstBin, bins, columns }),
    );
  return { plan, tiles };
}

/** Levels of the picture: from most of the noise to the strongest. */
function rangeOf(levels: Uint8Array): { low: number; high: number } {
  const sorted = Uint8Array.from(levels).sort();
  const low = sorted[Math.floor(sorted.length * 0.2)] ?? 0;
  return { low, high: Math.max(low + 12, sorted.at(-1) ?? 255) };
}

function paint(canvas: HTMLCanvasElement, { plan, tiles }: Seen, palette: Uint8Array): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { rows, columns } = plan;
  canvas.width = rows;
  canvas.height = columns;
  const decoded = tiles.map(({ base64 }) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  const levels = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const at = plan.firstRow + row;
    const tile = decoded[Math.floor(at / tileRows) - plan.firstTile];
    const from = (at % tileRows) * columns;
    levels.set(tile?.subarray(from, from + columns) ?? [], row * columns);
  }
  const { low, high } = rangeOf(levels);
  const image = context.createImageData(rows, columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const level = ((levels[row * columns + column]! - low) / (high - low)) * 255;
      const colour = 3 * Math.round(Math.min(255, Math.max(0, level)));
      // Time runs to the right, frequency upwards.
      const to = 4 * ((columns - 1 - column) * rows + row);
      for (let part = 0; part < 3; part++) image.data[to + part] = palette[colour + part]!;
      image.data[to + 3] = 255;
    }
  context.putImageData(image, 0, 0);
}

const percent = (value: number): string => `${String(100 * value)}%`;

export function Peek({
  recordingId,
  label,
  colour,
}: {
  recordingId: string;
  label: Label;
  colour: string;
}): React.ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useSettings((state) => state.settings.view.palette);
  const [seen, setSeen] = useState<Seen>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let gone = false;
    look(recordingId, label).then(
      (next) => gone || setSeen(next),
      (error: unknown) => gone || setProblem(toFault(error).message),
    );
    return () => {
      gone = true;
    };
  }, [recordingId, label]);
  useEffect(() => {
    if (canvas.current !== null && seen !== undefined) paint(canvas.current, seen, palettes[palette].rgb);
  }, [seen, palette]);
  return (
    <div className="wk-peek">
      <canvas ref={canvas} role="img" aria-label="Spectrogram around the label" />
      {seen === undefined && problem === undefined && <p className="wk-empty">Drawing…</p>}
      {problem !== undefined && <p className="wk-empty">{problem}</p>}
      {seen !== undefined && (
        <span
          aria-hidden
          style={{
            left: percent(seen.plan.left),
            width: percent(seen.plan.width),
            top: percent(seen.plan.top),
            height: percent(seen.plan.height),
            borderColor: colour,
          }}
        />
      )}
    </div>
  );
}
