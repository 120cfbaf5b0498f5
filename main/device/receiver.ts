/** The one interface every radio implements: USB, network, file and simulated alike. */
import type { ControlValue, RadioInfo, ReceiverInfo, ReceiverSettings } from '../../contract/radio.ts';
import type { Fault } from '../../contract/fault.ts';

/**
 * Where a started receiver puts its samples. Implemented by the acquire thread over the ring.
 * Calls come in stream order: a `lost` stands between the blocks it separates.
 */
export interface SampleSink {
  /**
   * Whole complex samples in the receiver's datatype. The bytes are copied before `write` returns; the
   * caller may reuse its buffer at once. A source that can wait (a file read as fast as possible) awaits the
   * returned promise while it is not undefined; a live radio ignores it, and what a slow reader misses is
   * counted there.
   */
  write(samples: Uint8Array): Promise<void> | undefined;
  /** Samples known to be missing before the next block, from the radio's own counters or the clock. */
  lost(sampleCount: number): void;
  /** Radios that count clipping themselves; otherwise the acquire thread counts full-scale values. */
  clipped(sampleCount: number): void;
  /** The radio is gone or silent. The receiver keeps looking for it and says `returned`. */
  disconnected(fault: Fault): void;
  /** Back, with every setting re-applied; the gap is reported by `lost` as far as it is known. */
  returned(): void;
  /** The source ended (a file played once) or gave up for good. */
  ended(fault?: Fault): void;
  /** A seek of a file: the next block starts at this sample of the file. */
  position(sample: number): void;
  /** The next block is at another centre frequency, by itself: a recording with several captures is replayed. */
  retuned?(centreHz: number): void;
}

/**
 * A radio that was opened by `open()`. All calls come from one thread and are serialised: a retune never
 * races another command. Every setter returns what was really set.
 */
export interface Receiver {
  readonly info: ReceiverInfo;
  /** Every setting as it really stands; after opening the device's sensible defaults (a file: its own centre and rate). */
  readonly settings: ReceiverSettings;
  /** Hz. Throws Fault 'invalid' outside `info.tuningHz`. */
  tune(centreHz: number): Promise<number>;
  /** Samples per second. Only while stopped unless the radio can do it running (`start` again otherwise). */
  setSampleRate(sampleRateHz: number): Promise<number>;
  setGainMode(mode: 'auto' | 'manual'): Promise<'auto' | 'manual'>;
  /** `stage` is a name of `info.gains`; the nearest gain of its table is taken. */
  setGain(stage: string, gainDb: number): Promise<number>;
  /** `name` is one of `info.controls`. */
  setControl(name: string, value: ControlValue): Promise<ControlValue>;
  /** Samples flow into the sink until `stop`. */
  start(sink: SampleSink): Promise<void>;
  /** After it settles the sink is not called again. */
  stop(): Promise<void>;
  /** Stops if needed and gives the device back. Safe to call twice. */
  close(): Promise<void>;
  /** Replayed files only. */
  seek?(sample: number): Promise<number>;
  pause?(paused: boolean): Promise<boolean>;
}

/** A kind of radio: finds its devices and opens them. */
export interface Driver {
  /** The part of a radio's name before the first colon. */
  readonly name: string;
  /** Lists devices without opening what is busy. Throws Fault 'unsupported' where none can be looked for. */
  list(): Promise<RadioInfo[]>;
  /** Throws Fault not-found, busy, permission, unsupported, device-lost, timeout or invalid. */
  open(id: string): Promise<Receiver>;
  /** Calls `listener` when a radio of this kind may have come or gone, until the returned function is called. */
  onChange?(listener: () => void): () => void;
  /**
   * Writes into the memory by which the radio is told apart. `keep` gets all that is in it first; nothing is written
   * unless that settles. The radio takes the new name when it is plugged in again.
   */
  rewriteMemory?(id: string, wish: MemoryWish, keep: (before: Uint8Array) => Promise<void>): Promise<void>;
}

/** Another serial number, or everything as it was kept before. */
export type MemoryWish = { readonly serial: string } | { readonly image: Uint8Array };

export type { ControlValue, RadioInfo, ReceiverInfo, ReceiverSettings };
