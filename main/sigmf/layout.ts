/** Where the samples of a recording lie in its data file. */
import { parseDatatype, type SampleType } from './datatype.ts';
import type { Capture, Meta } from './schema.ts';

/** A run of samples without a gap, under one set of facts. */
interface Segment {
  /** First sample, counted from the start of the data (0), whatever `core:offset` says. */
  startSample: number;
  sampleCount: number;
  /** Byte of the data file its first sample starts at. */
  byteOffset: number;
  /** Index in the original stream, lost samples counted in. */
  streamIndex: number;
  /** Samples missing between the segment before and this one. */
  lostBefore: number;
  /** Hz; undefined where the metadata doesn't say. */
  centreHz: number | undefined;
  /** UTC of the first sample, ms since 1970; undefined where the metadata doesn't say. */
  timeMs: number | undefined;
  /** Number of its entry in `captures`; -1 where the list is empty. */
  capture: number;
}

export interface Layout {
  type: SampleType;
  channels: number;
  /** Bytes of one sample of all channels. */
  frameBytes: number;
  sampleCount: number;
  segments: Segment[];
  /** Bytes of the file that are no whole sample: 0 where metadata and data agree. */
  strayBytes: number;
}

/**
 * Lays out a data file of `dataBytes` bytes. Headers before captures and trailing bytes are those of
 * non-conforming datasets. Undefined only for a datatype that breaks the ABNF.
 */
export function layOut(meta: Meta, dataBytes: number): Layout | undefined {
  const { global } = meta;
  const type = parseDatatype(global['core:datatype']);
  if (!type) return undefined;
  const channels = global['core:num_channels'] ?? 1;
  const frameBytes = type.bytes * channels;
  const headerBytes = meta.captures.reduce((sum, c) => sum + (c['core:header_bytes'] ?? 0), 0);
  const payload = Math.max(0, dataBytes - headerBytes - (global['core:trailing_bytes'] ?? 0));
  const sampleCount = Math.floor(payload / frameBytes);
  const segments: Segment[] = [];
  const offset = global['core:offset'] ?? 0;
  const captures: readonly Capture[] =
    meta.captures.length > 0 ? meta.captures : [{ 'core:sample_start': offset }];
  let headers = 0;
  let streamEnd: number | undefined;
  for (const [i, capture] of captures.entries()) {
    headers += capture['core:header_bytes'] ?? 0;
    const from = i === 0 ? 0 : clamp(capture['core:sample_start'] - offset, sampleCount);
    const next = captures[i + 1];
    const to = next === undefined ? sampleCount : clamp(next['core:sample_start'] - offset, sampleCount);
    const streamIndex = capture['core:global_index'] ?? streamEnd ?? capture['core:sample_start'];
    const lostBefore = streamEnd === undefined ? 0 : Math.max(0, streamIndex - streamEnd);
    streamEnd = streamIndex + (to - from);
    if (to <= from) continue;
    const datetime = capture['core:datetime'];
    const timeMs = datetime === undefined ? Number.NaN : parseDatetimeMs(datetime);
    segments.push({
      startSample: from,
      sampleCount: to - from,
      byteOffset: from * frameBytes + headers,
      streamIndex,
      lostBefore,
      centreHz: capture['core:frequency'],
      timeMs: Number.isNaN(timeMs) ? undefined : timeMs,
      capture: meta.captures.length > 0 ? i : -1,
    });
  }
  return {
    type,
    channels,
    frameBytes,
    sampleCount,
    segments,
    strayBytes: payload - sampleCount * frameBytes,
  };
}

function clamp(sample: number, sampleCount: number): number {
  return Math.min(sampleCount, Math.max(0, sample));
}

/** Milliseconds with their fraction: sample clocks are finer than the milliseconds Date keeps. NaN if no time. */
export function parseDatetimeMs(datetime: string): number {
  const parts = /^(.*T\d\d:\d\d:)(\d\d(?:\.\d+)?)Z$/.exec(datetime);
  if (!parts) return Number.NaN;
  // Second 60 of a leap second runs on into the next minute.
  return Date.parse(`${parts[1] ?? ''}00Z`) + Number(parts[2]) * 1000;
}

/** RFC 3339, UTC, microseconds. @param timeMs ms since 1970, years 0 to 9999. */
export function formatDatetime(timeMs: number): string {
  const microseconds = Math.round(timeMs * 1000);
  const ms = Math.floor(microseconds / 1000);
  const rest = String(microseconds - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}
