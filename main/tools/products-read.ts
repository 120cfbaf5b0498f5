/** Reads the samples of a finished recording in pieces, segment by segment. */
import { open } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type Datatype } from '../../contract/radio.ts';
import { fileFault, openRecording, type OpenedRecording } from '../sigmf/index.ts';

const pieceBytes = 1 << 20;

type Segments = readonly OpenedRecording['segments'][number][];

/** A recording whose samples this program can read. */
export interface Playable {
  name: string;
  dataPath: string;
  format: Datatype;
  sampleRateHz: number;
  /** Of the first segment that says one; 0 where none does. */
  centreHz: number;
  segments: Segments;
}

/** Throws what opening throws, and Fault 'unsupported' or 'invalid' for a format or metadata it can't use. */
export async function openForProduct(metaPath: string): Promise<Playable> {
  const { name, dataPath, format, sampleRateHz, segments, meta, channels } = await openRecording(metaPath);
  if (!format)
    throw new Fault(
      'unsupported',
      `${name} holds ${meta.global['core:datatype']} in ${channels} channel(s), which can't be measured.`,
      { hint: 'One channel of cu8, ci8, ci16_le or cf32_le can.' },
    );
  if (sampleRateHz === undefined)
    throw new Fault('invalid', `The metadata of ${name} does not say the sample rate.`, {
      hint: 'Add core:sample_rate to its metadata.',
    });
  const centreHz = segments.find((one) => one.centreHz !== undefined)?.centreHz ?? 0;
  return { name, dataPath, format, sampleRateHz, centreHz, segments };
}

interface SegmentReader {
  begin(segment: Segments[number]): void;
  /** Whole samples, valid during the call. */
  take(samples: Uint8Array): void;
}

/** Reads whole segments in their order; holds a megabyte. Throws Fault 'corrupt' where the file ends early. */
export async function readSegments(
  { name, dataPath, format }: Playable,
  segments: Segments,
  reader: SegmentReader,
): Promise<void> {
  const piece = new Uint8Array(pieceBytes);
  try {
    const file = await open(dataPath, 'r');
    try {
      for (const segment of segments) {
        reader.begin(segment);
        const end = segment.byteOffset + segment.sampleCount * bytesPerSample[format];
        for (let at = segment.byteOffset; at < end;) {
          const wanted = Math.min(piece.byteLength, end - at);
          const got = await fill(file, piece.subarray(0, wanted), at);
          if (got < wanted)
            throw new Fault('corrupt', `The data of ${name} ended at byte ${at + got} while it was read.`, {
              hint: 'Check whether another program shortens it.',
              data: { byte: at + got },
            });
          reader.take(piece.subarray(0, wanted));
          at += wanted;
        }
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFault(error, `The data of ${name}`);
  }
}

/** Reads until `into` is full or the file ends: a single read may bring less. */
async function fill(
  file: Awaited<ReturnType<typeof open>>,
  into: Uint8Array,
  position: number,
): Promise<number> {
  let got = 0;
  while (got < into.byteLength) {
    const { bytesRead } = await file.read(into, got, into.byteLength - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}
