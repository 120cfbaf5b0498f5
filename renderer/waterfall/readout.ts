/** The words beside the pointer and in the marker list. */
import type { Marker, Readout, Stats } from './messages.ts';
import { deltaHz, levelDb, readoutHz, signedDb } from './scale.ts';
import { shortCount } from './strip.ts';
import { duration, timeLabel } from './time.ts';

/** Lines of the hover readout: frequency, level, time; on a gap what was lost. */
export function readoutLines(readout: Readout): string[] {
  const lines = [readoutHz(readout.hz, readout.hzPerPixel)];
  if (readout.lostSamples > 0)
    lines.push(`${readout.lostSamples.toLocaleString('en')} samples lost (${duration(readout.gapMs)})`);
  else lines.push(readout.db === undefined ? 'no data' : levelDb(readout.db));
  if (readout.timeMs !== undefined) {
    const ago = readout.agoMs < 1 ? 'now' : `${duration(readout.agoMs)} ago`;
    lines.push(`${timeLabel('utc', readout.timeMs, 0, 1)} UTC · ${ago}`);
  }
  if (readout.merged > 1) lines.push(`${String(readout.merged)} rows merged`);
  return lines;
}

export interface MarkerLine {
  name: string;
  hz: string;
  db: string;
  time: string;
}

/** One line a marker, and below the second the differences to the one before. */
export function markerLines(markers: readonly Marker[]): MarkerLine[] {
  return markers.flatMap((marker, index) => {
    const line = {
      name: String(index + 1),
      hz: readoutHz(marker.hz, 1),
      db: marker.db === undefined ? '–' : levelDb(marker.db),
      time: timeLabel('utc', marker.timeMs, 0, 3),
    };
    const before = markers[index - 1];
    if (before === undefined) return [line];
    const deltaMs = marker.timeMs - before.timeMs;
    const delta = {
      name: 'Δ',
      hz: deltaHz(marker.hz - before.hz),
      db: marker.db === undefined || before.db === undefined ? '–' : signedDb(marker.db - before.db),
      time: `${deltaMs < 0 ? '−' : '+'}${(Math.abs(deltaMs) / 1000).toFixed(3)} s`,
    };
    return [line, delta];
  });
}

/** The line under the view: what a line stands for, how much is seen, what was lost or merged. */
export function statsText(stats: Stats, resolution: string): string {
  const parts = [`RBW ${resolution}`];
  if (stats.lineMs > 0)
    parts.push(
      `${stats.rowsPerSecond.toFixed(stats.rowsPerSecond < 10 ? 1 : 0)} rows/s`,
      `${stats.lineMs.toFixed(stats.lineMs < 10 ? 1 : 0)} ms/row`,
      `${duration(stats.spanMs)} shown`,
    );
  if (stats.mergedAway > 0) parts.push(`${shortCount(stats.mergedAway)} rows merged`);
  if (stats.lostSamples > 0) parts.push(`${shortCount(stats.lostSamples)} samples lost`);
  return parts.join(' · ');
}
