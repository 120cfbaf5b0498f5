/** The rates an HF+ lists, and how it makes each. */
import { UsbError, type UsbHandle } from '../transport.ts';

export interface HfRate {
  readonly hz: number;
  /** Low IF: the middle is free of spike and image. Zero IF needs both corrected in software. */
  readonly lowIf: boolean;
}

const request = { sampleRates: 3, architectures: 14 } as const;
/** What firmware that lists nothing has. */
const onlyRate: HfRate = { hz: 768_000, lowIf: false };
const mostRates = 100;

export async function readRates(handle: UsbHandle): Promise<readonly HfRate[]> {
  const counted = Buffer.from((await ask(handle, request.sampleRates, 0, 4)) ?? []);
  const count = counted.length === 4 ? counted.readUInt32LE() : 0;
  if (count < 1 || count > mostRates) return [onlyRate];
  const list = Buffer.from((await ask(handle, request.sampleRates, count, 4 * count)) ?? []);
  const listed = Math.floor(list.length / 4);
  if (listed === 0) return [onlyRate];
  // A byte for each rate comes, although four are asked for: the reference's way, which the firmware is used to.
  const kinds = await ask(handle, request.architectures, count, 4 * count);
  return Array.from({ length: listed }, (_, at) => ({
    hz: list.readUInt32LE(4 * at),
    lowIf: (kinds?.[at] ?? 0) !== 0,
  }));
}

/** The answer; undefined from firmware that does not know the request. */
async function ask(
  handle: UsbHandle,
  number: number,
  index: number,
  length: number,
): Promise<Uint8Array | undefined> {
  try {
    return await handle.controlIn({ request: number, value: 0, index }, length);
  } catch (error) {
    if (error instanceof UsbError && error.code === 'stall') return undefined;
    throw error;
  }
}
