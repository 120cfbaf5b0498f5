/** What a simulated device is made of. A model answers; the bus around it records and plays the wire. */

/** How a device is configured: the SIM_* variables of the golden transcripts. */
export type SimEnv = Readonly<Record<string, string>>;

/** A vendor request as the device sees it. */
interface ModelRequest {
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

export interface DeviceModel {
  readonly vendorId: number;
  readonly productId: number;
  readonly bcdDevice: number;
  /** String descriptors by index. */
  readonly strings: Readonly<Record<number, string>>;
  /** Index of the serial number among them. */
  readonly serialIndex: number;
  /** What the reference recorder notes of submits before it stops noting: depth of its driver's queue. */
  readonly submitsNoted: number;
  /** Answers a read of `length` bytes; undefined stalls. */
  read(request: ModelRequest, length: number): Uint8Array | undefined;
  /** Takes a write; false stalls. */
  write(request: ModelRequest, data: Uint8Array): boolean;
  /** Fills `out` with what endpoint 0x81 sends from byte `offset` of its stream. */
  fill(out: Uint8Array, offset: number): void;
  /** How fast it sends as it is set now, bytes a second; 0 while it is not set. */
  bytesPerSecond(): number;
  /** True once after something made the stream start over at byte 0. */
  takeRestart(): boolean;
}

/** A number of a SIM_* variable, decimal or 0x hexadecimal. */
export function numberOf(env: SimEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`${name}=${text} is not a whole number`);
  return value;
}

export function flagOf(env: SimEnv, name: string): boolean {
  return numberOf(env, name, 0) !== 0;
}
