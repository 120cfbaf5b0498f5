/** Channels: narrow recordings cut out of one wide stream, all by one thread that reads the ring once. */

/** When a channel opens and closes by itself. Levels are mean power in `bandwidthHz`, dBFS. */
export interface ChannelTrigger {
  openDbfs: number;
  closeDbfs: number;
  preRollSeconds: number;
  holdSeconds: number;
  captures: number;
  listenSeconds?: number | undefined;
}

export interface ChannelSpec {
  /** Absolute; the band is centreHz ± bandwidthHz/2. */
  centreHz: number;
  bandwidthHz: number;
  /** Length of the recording; of each capture at most, with a trigger. */
  seconds: number;
  /** Path without extension of capture `n` (0, 1, …); undefined: no IQ is written. */
  base?: string | undefined;
  /** CSV of power over time; undefined: none. */
  powerLog?: string | undefined;
  trigger?: ChannelTrigger | undefined;
  maxBytes?: number | undefined;
  /** Ends after this long below this level. */
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
  lostSamples: number;
  gaps: number;
  clippedSamples: number;
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
  /** Mean power of the last report, dBFS. */
  powerDbfs: number;
  samples: number;
  captures: number;
}

export interface ChannelEnd {
  /** How it ended: as asked; stopped from outside; the stream ended; disk; thread. */
  reason: 'done' | 'stopped' | 'stream-ended' | 'disk-full' | 'failed';
  /** One sentence, for people. */
  detail?: string | undefined;
  captures: readonly ChannelCapture[];
  power?: { path: string; bytes: number; sha512: string; rows: number } | undefined;
  /** Over the whole run, dBFS in `bandwidthHz`. */
  meanDbfs: number;
  peakDbfs: number;
}

export interface ActiveChannel {
  readonly progress: ChannelProgress;
  /** Settles when everything is on disk and described. */
  stop(because: string): Promise<ChannelEnd>;
  /** However it ends. Never rejects. */
  readonly finished: Promise<ChannelEnd>;
}

/** The channels of one running stream. The thread starts with the first channel and ends with `close`. */
export interface Channels {
  /** Its first sample is the next of the ring. Rejects with a Fault where files can't be made. */
  add(spec: ChannelSpec): Promise<ActiveChannel>;
  /** About four times a second while any channel runs. */
  onProgress(listener: () => void): () => void;
  /** False when the thread said nothing for `frozenAfterMs` although samples come: it hangs. */
  readonly alive: boolean;
  close(): Promise<void>;
}
