/** Places and measurements of a recording in words. Pure. */
import type { AnalysisInfo, Measurements } from '../../contract/analysis.ts';
import { deltaHz, readoutHz } from '../waterfall/scale.ts';
import type { Box, Span } from './store.ts';
import { secondsText, utcOf, utcText } from './ticks.ts';

/** Decimals of a level: the bytes of a tile are 0.9 dB apart. */
export const dbText = (db: number, digits = 1): string =>
  `${db < 0 ? '−' : ''}${Math.abs(db).toFixed(digits)}`;

/** A duration to three digits or so. */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  return secondsText(seconds, size === 0 ? 1 : 10 ** Math.floor(Math.log10(size) - 3));
}

/** A bandwidth to four digits. */
export function widthText(hz: number): string {
  return deltaHz(Number(Math.abs(hz).toPrecision(4))).slice(1);
}

/** As the axis shows it: absolute, or from the centre where nobody knows it or the user asks. */
export function hzText({ centreHz }: AnalysisInfo, hz: number, offset: boolean, stepHz: number): string {
  return offset && centreHz !== 0 ? deltaHz(Math.round(hz - centreHz)) : readoutHz(hz, stepHz);
}

export function pictureText(info: AnalysisInfo, span: Span): string {
  const rate = info.sampleRateHz;
  const from = durationText(span.fromSample / rate);
  const length = durationText((span.toSample - span.fromSample) / rate);
  const step = (span.highHz - span.lowHz) / 1000;
  return `In sight: ${length} from ${from} of ${durationText(info.samples / rate)}, ${readoutHz(span.lowHz, step)} to ${readoutHz(span.highHz, step)}.`;
}

/** One measured value: as a person reads it, and as a program does. */
export interface Value {
  readonly name: string;
  readonly text: string;
  readonly number: number;
  readonly unit: string;
  /** What it is, for who wonders. */
  readonly about: string;
}

const value = (
  name: string,
  number: number | undefined,
  unit: string,
  text: (n: number) => string,
  about: string,
): Value[] =>
  number === undefined || !Number.isFinite(number) ? [] : [{ name, number, unit, text: text(number), about }];

const dbfs = (db: number): string => `${dbText(db)} dBFS`;
const db = (number: number): string => `${dbText(number)} dB`;

/** The measured values in the order in which they are asked for; what does not hold for the selection is left out. */
export function valuesOf(info: AnalysisInfo, measured: Measurements): Value[] {
  const hz = (at: number): string => readoutHz(at, measured.resolutionHz / 10);
  return [
    ...value('Power in band', measured.powerDbfs, 'dBFS', dbfs, 'Of all that is in the box.'),
    ...value('SNR', measured.snrDb, 'dB', db, 'Power in the band over the noise in a band as wide.'),
    ...value(
      'Noise density',
      measured.noiseDbfsPerHz,
      'dBFS/Hz',
      (n) => `${dbText(n)} dBFS/Hz`,
      'Of the noise floor around the selection.',
    ),
    ...value('Peak', measured.peakDbfs, 'dBFS', dbfs, 'The strongest bin of the mean spectrum.'),
    ...value('Peak frequency', measured.peakHz, 'Hz', hz, 'Interpolated between bins.'),
    ...value('Centroid', measured.centroidHz, 'Hz', hz, 'The mean frequency of the power above the noise.'),
    ...value(
      '99 % bandwidth',
      measured.occupied99Hz,
      'Hz',
      widthText,
      'Occupied bandwidth of ITU-R SM.328: half a percent of the power lies beyond each edge.',
    ),
    ...value(
      '3 dB bandwidth',
      measured.width3DbHz,
      'Hz',
      widthText,
      'Between the points at half of the peak.',
    ),
    ...value(
      'ACPR lower',
      measured.lowerAcprDb,
      'dB',
      db,
      'Power in as much band just below, less that of the band.',
    ),
    ...value(
      'ACPR upper',
      measured.upperAcprDb,
      'dB',
      db,
      'Power in as much band just above, less that of the band.',
    ),
    ...value(
      'Burst length',
      measured.burstSeconds,
      's',
      durationText,
      'From the first to the last moment at half of the power in the band.',
    ),
    ...value(
      'Burst start',
      measured.burstStartSample === undefined ? undefined : measured.burstStartSample / info.sampleRateHz,
      's',
      (at) => secondsText(at, 10 / info.sampleRateHz),
      'Since the beginning of the recording.',
    ),
    ...value('Peak to average', measured.peakToAverageDb, 'dB', db, 'Of the envelope in the band.'),
    ...value(
      'Resolution',
      measured.resolutionHz,
      'Hz',
      widthText,
      'Bandwidth of one bin of the measurement.',
    ),
    ...value('Time', measured.seconds, 's', durationText, 'Length of the selection.'),
  ];
}

/** What a screen reader says of a measurement. */
export function spokenValues(values: readonly Value[]): string {
  return `Measured: ${values.map(({ name, text }) => `${name} ${text}`).join('; ')}.`;
}

/** One line a value, for the clipboard. */
export function copiedValues(info: AnalysisInfo, box: Box, values: readonly Value[]): string {
  const head = [
    ['Recording', info.name],
    ['Start', secondsText(box.startSample / info.sampleRateHz, 10 / info.sampleRateHz)],
    ['Lower edge', `${box.lowerHz.toFixed(0)} Hz`],
    ['Upper edge', `${box.upperHz.toFixed(0)} Hz`],
  ];
  return [...head, ...values.map(({ name, text }) => [name, text])].map((line) => line.join('\t')).join('\n');
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** CSV with one row a value: recording, box, name, number and unit. */
export function csvOf(info: AnalysisInfo, box: Box, values: readonly Value[]): string {
  const utc = utcOf(info, box.startSample);
  const place = [
    quoted(info.name),
    utc === undefined ? '' : new Date(utc).toISOString(),
    String(box.startSample),
    String(box.sampleCount),
    String(box.lowerHz),
    String(box.upperHz),
  ];
  const head = [
    'recording',
    'start_utc',
    'start_sample',
    'samples',
    'lower_hz',
    'upper_hz',
    'name',
    'value',
    'unit',
  ];
  const rows = values.map(({ name, number, unit }) => [...place, name, String(number), unit]);
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** Time of a sample on the scale the axis has, to the digit that a pixel shows. */
export function timeText(info: AnalysisInfo, sample: number, stepSeconds: number): string {
  return secondsText(sample / info.sampleRateHz, stepSeconds);
}

export function utcOfSample(info: AnalysisInfo, sample: number, stepSeconds: number): string | undefined {
  const utc = utcOf(info, sample);
  return utc === undefined
    ? undefined
    : `${new Date(utc).toISOString().slice(0, 10)} ${utcText(utc, stepSeconds)} UTC`;
}
