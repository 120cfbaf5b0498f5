/** Channels: narrow recordings cut out of one wide stream, all by one thread that reads the ring once. */
import type { ReceiverSettings } from '../../contract/radio.ts';

/** When a channel opens and closes by itself. Levels are mean power in `bandwidthHz` over some 10 ms, dBFS. */
export interface ChannelTrigger {
  /** At this level or above a capture begins. */
  openDbfs: number;
  /** Below this level for `holdSeconds` it ends; not above `openDbfs`. */
  closeDbfs: number;
  /** Kept from before the opening, 0 to 60; at most half of `seconds`. */
  preRollSeconds: number;
  holdSeconds: number;
  captures: number;
  /** Ends after so long without a capture under way; a capture that has begun is finished. */
  listenSeconds?: number | undefined;
}

export interface ChannelSpec {
  /** Absolute; the band is centreHz ± bandwidthHz/2. */
  centreHz: number;
  bandwidthHz: number;
  /** Length of the recording; of each capture at most, with a trigger. */
  seconds: number;
  /**
   * Path without extension; undefined: no IQ is written. With a trigger capture n (1, 2, …) is `BASE-n`, and its
   * files exist only once it began. An existing file is a fault.
   */
  base?: string | undefined;
  /** Path of a CSV of power over time; undefined: none. */
  powerLog?: string | undefined;
  /** Time one row of it covers, default 0.1. */
  powerIntervalSeconds?: number | undefined;
  trigger?: ChannelTrigger | undefined;
  /** Ends when so many bytes of IQ were written, all captures together. */
  maxBytes?: number | undefined;
  /** Ends after this long below this level; with a trigger counted while a capture is open. */
  silence?: { belowDbfs: number; seconds: number } | undefined;
  reserveBytes: number;
  author: string;
  description: string;
  /** Public name of the radio and version of the program, for the metadata. */
  radio: string;
  version: string;
}

export interface ChannelCapture {
  metaPath: string;
  dataPath: string;
  startedMs: number;
  samples: number;
  sampleRateHz: number;
  centreHz: number;
  /** Of the channel: outputs that lack an input sample are not written. */
  lostSamples: number;
  gaps: number;
  /** At most: full-scale samples of the wide stream while it was recorded. Which of them are in the band nobody knows. */
  clippedSamples: number;
  /** Empty where the thread died or froze: the repair at the next start writes it into the metadata. */
  sha512: string;
  bytes: number;
  /** False: a problem kept its last metadata or data from being written. */
  complete: boolean;
  endedBecause?: string | undefined;
}

export interface ChannelProgress {
  /** 0 to 1 of `seconds`, or of the captures. */
  share: number;
  armed: boolean;
  /** Mean power in `bandwidthHz` since the report before, dBFS; -200 before the first. */
  powerDbfs: number;
  /** Written to recordings; without IQ, measured. */
  samples: number;
  /** Begun. */
  captures: number;
}

export interface ChannelEnd {
  /** How it ended: as asked; stopped from outside; the stream ended; disk; thread. */
  reason: 'done' | 'stopped' | 'stream-ended' | 'disk-full' | 'failed';
  /** One sentence, for people. */
  detail?: string | undefined;
  captures: readonly ChannelCapture[];
  power?: { path: string; bytes: number; sha512: string; rows: number } | undefined;
  /** Over the whole run, dBFS in `bandwidthHz`: the mean, and the highest mean of some 10 ms. */
  meanDbfs: number;
  peakDbfs: number;
}

/** Asked before a triggered capture makes its files. False: the channel ends. Path without extension. */
export type OnCapture = (capture: number, base: string) => Promise<boolean>;

export interface ActiveChannel {
  readonly progress: ChannelProgress;
  /** Settles when everything is on disk and described. */
  stop(because: string): Promise<ChannelEnd>;
  /** However it ends. Never rejects. */
  readonly finished: Promise<ChannelEnd>;
}

/** The channels of one running stream. The thread starts with the first channel and ends with `close`. */
export interface Channels {
  /**
   * Begins with the next samples of the ring, as soon as its filter is full. Rejects with a Fault 'invalid' where the
   * band does not lie in the stream, 'disk-full', 'permission'… where files can't be made.
   */
  add(spec: ChannelSpec, onCapture?: OnCapture): Promise<ActiveChannel>;
  /** Settings of the radio from a block's `settingsEpoch` on (Session.onEpoch): written into the recordings. */
  settings(epoch: number, settings: ReceiverSettings): void;
  /** About four times a second while any channel runs, and when `alive` changes. */
  onProgress(listener: () => void): () => void;
  /** False when the thread said nothing for `frozenAfterMs` although samples come: it hangs. */
  readonly alive: boolean;
  /** Ends every channel ('stopped') and the thread; a thread that hangs is ended by force, its channels 'failed'. */
  close(): Promise<void>;
}
