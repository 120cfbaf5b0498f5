/** Lines of a transcript in the format of the golden ones (one JSON object each). */

export interface ControlLine {
  readonly type: 'control';
  readonly dir: 'in' | 'out';
  readonly bmRequestType: number;
  readonly bRequest: number;
  readonly wValue: number;
  readonly wIndex: number;
  readonly wLength: number;
  /** Hexadecimal: what was sent, or what came back. */
  readonly data: string;
  /** Bytes moved, or a negative libusb error: -9 stall, -4 no device. */
  readonly result: number;
  /** Bytes that may differ, [from, to): what the reference sent there was never set. */
  readonly masked?: readonly [number, number];
}

export type TranscriptLine =
  | ControlLine
  | { readonly type: 'mark'; readonly op: string }
  | { readonly type: 'ret'; readonly op: string; readonly rc: number }
  | { readonly type: 'string'; readonly index: number; readonly value: string }
  | { readonly type: 'claim'; readonly interface: number; readonly result: number }
  | {
      readonly type: 'release' | 'detach_kernel_driver' | 'attach_kernel_driver';
      readonly interface: number;
    }
  | { readonly type: 'set_configuration'; readonly value: number }
  | { readonly type: 'set_alt_setting'; readonly interface: number; readonly alt: number }
  | { readonly type: 'clear_halt'; readonly endpoint: number }
  | {
      readonly type: 'bulk_submit';
      readonly endpoint: number;
      readonly length: number;
      readonly timeout: number;
    }
  | {
      readonly type: 'bulk_complete' | 'bulk_sync';
      readonly endpoint: number;
      readonly length: number;
      readonly offset: number;
      readonly crc32: string;
    }
  | { readonly type: 'open' | 'close' | 'reset_device' | 'unplug' | 'bulk_cancel_first' | 'bulk_summary' };

/** Collects lines. One per device, shared by its openings, because the golden transcripts run through them. */
export class Transcript {
  readonly lines: TranscriptLine[] = [];

  add(line: TranscriptLine): void {
    this.lines.push(line);
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
