/** Reading headers: bytes at a place, never more than the file holds, and the fault that names the place. */
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import type { Encoding } from './encoding.ts';

/** One way to read the samples of a file. */
export interface Choice {
  encoding: Encoding;
  channels: number;
}

/** What a header says. Samples lie in `byteLength` bytes from `byteOffset`. */
export interface Header {
  /** The first is the likeliest; several where the header leaves open whether two channels are I and Q. */
  choices: readonly [Choice, ...Choice[]];
  sampleRateHz: number;
  centreHz?: number;
  startedMs?: number;
  byteOffset: number;
  byteLength: number;
  /** It is certain that two channels are I and Q. */
  iq: boolean;
}

/** @param what what is wrong, as the middle of a sentence. @param byte where */
export function corrupt(name: string, what: string, byte: number): Fault {
  return new Fault('corrupt', `${name}: ${what} (byte ${byte}).`, {
    hint: 'Copy the file again, or open it raw by giving --datatype and --rate.',
    data: { byte },
  });
}

/** Reads exactly `count` bytes, a few kilobytes at most. Throws Fault 'corrupt' where the file ends before. */
export async function bytesAt(
  file: FileHandle,
  name: string,
  position: number,
  count: number,
  what: string,
): Promise<DataView> {
  const bytes = new Uint8Array(count);
  const { bytesRead } = await file.read(bytes, 0, count, position);
  if (bytesRead < count) throw corrupt(name, `${what} is cut short`, position + bytesRead);
  return new DataView(bytes.buffer);
}

/** Four characters. */
export function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

/** The ways to read PCM of `channels` channels: two may be I and Q, or left and right. */
export function channelChoices(
  channels: number,
  encoding: (complex: boolean) => Encoding,
): [Choice, ...Choice[]] {
  const real = { encoding: encoding(false), channels };
  return channels === 2 ? [{ encoding: encoding(true), channels: 1 }, real] : [real];
}
