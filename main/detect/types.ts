/** What the parts of the detector hand to each other. */

/** What the user says of signals worth telling. */
export interface DetectSettings {
  /** Boxes an hour that noise alone may cause, above 0. */
  falseAlarmsPerHour: number;
  /** Nothing shorter is told, seconds. */
  shortestBurstSeconds: number;
  /** Bursts on one frequency that are no farther apart are one, seconds. */
  widestGapSeconds: number;
  /** Nothing below this ratio of signal to noise in its own band is told. Undefined: whatever is surely there. */
  leastSnrDb?: number;
}

/** A signal as a box of time and frequency. */
export interface Detection {
  /** Of the stream, lost samples included. */
  startSample: number;
  sampleCount: number;
  /** Ends of the band that holds 99 % of its power, hertz from the centre of the samples. */
  lowerHz: number;
  upperHz: number;
  /** Mean power in that band over the box, above the noise of that band. */
  snrDb: number;
  /** The same power without the noise; 0 is a complex tone of full scale. */
  powerDbfs: number;
  /** Share of the box in which it is on, above 0 to 1. */
  duty: number;
}

/** Rows of powers: `power[row · size + bin]`, lowest frequency first. A row's bins sum to its mean power. */
export interface Block {
  power: Float32Array;
  rowCount: number;
  /** Bins of a row, and samples of a transform. */
  size: number;
  /** Samples from one row to the next. */
  hop: number;
  /** Sample of the stream at which row 0 begins. */
  firstSample: number;
}

/** Mean noise of every bin of a block. */
export type Floor = Float32Array;

/** Rows and bins, the last ones not included. */
export interface Box {
  fromRow: number;
  toRow: number;
  fromBin: number;
  toBin: number;
}
