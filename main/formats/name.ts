/**
 * What the name of a file says of its samples. Only what a known program writes, or what carries a unit that leaves
 * no doubt, is a fact; the rest is proposed to the user: a wrong rate looks like a recording and isn't one.
 */
import type { Stated } from '../../contract/library.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import { extensionDatatype } from './extension.ts';

interface NameFacts {
  datatype?: NonNullable<Stated['datatype']>;
  sampleRateHz?: number;
  centreHz?: number;
  startedMs?: number;
}

export interface NameReading {
  /** Stated beyond doubt. */
  facts: NameFacts;
  /** Likely: fills in the question, never answers it. */
  hints: NameFacts;
  /** Of two channels: `iq` where the name is one that radio programs give to IQ, `audio` where to sound. */
  content: 'iq' | 'audio' | undefined;
  /** Why something is only likely, in whole sentences. */
  questions: string[];
}

export function extensionOf(name: string): string {
  return (/\.([^.]+)$/.exec(name)?.[1] ?? '').toLowerCase();
}

type Groups = Readonly<Record<string, string | undefined>>;
interface Pattern {
  form: RegExp;
  read(groups: Groups, reading: NameReading): void;
}

const number = String.raw`\d+(?:\.\d+)?`;

/** Names of whole programs; the first that fits is all that is read. */
const programs: readonly Pattern[] = [
  {
    // gqrx_20200102_030405_100000000_1800000_fc.raw: UTC, centre and rate in hertz, float samples.
    form: /^gqrx_(?<day>\d{8})_(?<time>\d{6})_(?<centre>\d+)_(?<rate>\d+)_fc$/,
    read({ day, time, centre, rate }, { facts }) {
      facts.datatype = 'cf32';
      putCentre(facts, Number(centre));
      putRate(facts, Number(rate));
      putTime(facts, day, time);
    },
  },
  {
    // Universal Radio Hacker: HackRF-20191009_223232-433_92MHz-2MSps-2MHz, local time, _ for the decimal point.
    form: /-(?<day>\d{8})_(?<time>\d{6})-(?<centre>\d+(?:_\d+)?)(?<unit>[kMG]?)Hz-(?<rate>\d+(?:_\d+)?)(?<per>[kM]?)Sps-/,
    read({ day, time, centre, unit, rate, per }, { facts, hints }) {
      putCentre(facts, scaled(centre?.replace('_', '.'), unit));
      putRate(facts, scaled(rate?.replace('_', '.'), per));
      putTime(hints, day, time);
    },
  },
  {
    // SDR#, HDSDR, SDRuno, WinRad: SDRSharp_20160101_231914Z_12900kHz_IQ. Without the Z it is local time.
    form: /_(?<day>\d{8})_(?<time>\d{6})(?<zone>Z?)_(?<centre>\d+)(?<unit>[kM]?)Hz(?:_(?<what>IQ|RF|AF))?(?:_|$)/i,
    read({ day, time, zone, centre, unit, what }, reading) {
      putCentre(reading.facts, scaled(centre, unit));
      putTime(zone === '' ? reading.hints : reading.facts, day, time);
      reading.content = what?.toUpperCase() === 'AF' ? 'audio' : 'iq';
    },
  },
  {
    // SDR++: baseband_100000000Hz_12-30-45_01-02-2024 and audio_…; local time.
    form: /^(?<what>baseband|audio)_(?<centre>\d+)Hz_(?<h>\d\d)-(?<m>\d\d)-(?<s>\d\d)_(?<d>\d\d)-(?<mo>\d\d)-(?<y>\d{4})/,
    read({ what, centre, h, m, s, d, mo, y }, reading) {
      putCentre(reading.facts, Number(centre));
      putTime(reading.hints, `${y ?? ''}${mo ?? ''}${d ?? ''}`, `${h ?? ''}${m ?? ''}${s ?? ''}`);
      reading.content = what === 'audio' ? 'audio' : 'iq';
    },
  },
  {
    // SatDump: 2023-04-05_12-34-56_2400000SPS_137100000Hz, with a baseband of IQ whatever the extension.
    form: /_(?<rate>\d+)SPS_(?<centre>\d+)Hz$/,
    read({ rate, centre }, reading) {
      putRate(reading.facts, Number(rate));
      putCentre(reading.facts, Number(centre));
      reading.content = 'iq';
    },
  },
];

/** name_433.92M_250k, as rtl_433 writes it: frequency, then rate. A letter may follow: `-a` marks an excerpt. */
const pair = new RegExp(`[_-](?<centre>${number})(?<unit>[kMG])_(?<rate>${number})(?<per>[kM])(?:-[a-z])?$`);
/** name_250k: rtl_433 reads k as a rate. */
const rateAlone = new RegExp(`_(?<rate>${number})k(?:-[a-z])?$`);
/** name_10M: a frequency to some, a rate or a channel width to others. */
const megaAlone = new RegExp(`_(?<value>${number})M(?:-[a-z])?$`);
/** A number with its whole unit: 2.4Msps, 250kS/s is no file name. */
const samplesPerSecond = new RegExp(`(?:^|[_-])(?<rate>${number})(?<per>[kM]?)sps(?=$|[_-])`, 'i');
/** A frequency with its unit, not followed by BW: that would be a width. */
const hertz = new RegExp(`(?:^|[_-])(?<centre>${number})(?<unit>[kMG]?)Hz(?=$|[_-])`, 'i');
/** Numbers that look like rates anywhere: two different ones contradict each other. */
const anyRate = new RegExp(`[_-](${number})k(?=$|[_-])`, 'g');
/** No radio takes this many samples a second: the number is a frequency. */
const fastestHz = 200e6;
/** Below this a number of hertz in a name may be a rate or the width of a channel. */
const lowestCentreHz = 300e3;

/** @param name file name without folders */
export function readName(name: string): NameReading {
  const extension = extensionOf(name);
  const stem = extension === '' ? name : name.slice(0, name.length - extension.length - 1);
  const reading: NameReading = { facts: {}, hints: {}, content: undefined, questions: [] };
  const { facts, hints } = reading;
  const whole = programs.find(({ form }) => form.test(stem));
  if (whole) whole.read(whole.form.exec(stem)?.groups ?? {}, reading);
  else readTokens(stem, reading);
  const type = extensionDatatype(extension, facts.sampleRateHz, reading.content);
  if (facts.datatype === undefined && type.sure) facts.datatype = type.sure;
  else if (facts.datatype === undefined && type.likely) hints.datatype = type.likely;
  return reading;
}

function readTokens(stem: string, reading: NameReading): void {
  const { facts, hints, questions } = reading;
  const both = pair.exec(stem)?.groups;
  if (both) {
    readPair(scaled(both['centre'], both['unit']), scaled(both['rate'], both['per']), reading);
    return;
  }
  const centre = hertz.exec(stem)?.groups;
  const centreHz = centre && scaled(centre['centre'], centre['unit']);
  if (centreHz !== undefined) putCentre(centreHz >= lowestCentreHz ? facts : hints, centreHz);
  const perSecond = samplesPerSecond.exec(stem)?.groups;
  const alone = rateAlone.exec(stem)?.groups;
  const rateHz = perSecond
    ? scaled(perSecond['rate'], perSecond['per'])
    : alone && scaled(alone['rate'], 'k');
  if (rateHz !== undefined) {
    const others = [...stem.matchAll(anyRate)].map((found) => scaled(found[1], 'k'));
    const contradictory = others.some((other) => other !== rateHz);
    putRate(contradictory ? hints : facts, rateHz);
    if (contradictory) questions.push('The name holds several numbers that may be its sample rate.');
    return;
  }
  const mega = megaAlone.exec(stem)?.groups;
  if (!mega) return;
  const value = scaled(mega['value'], 'M');
  if (value > fastestHz) putCentre(hints, value);
  else {
    putRate(hints, value);
    questions.push(
      `The name says ${mega['value'] ?? ''}M, which may be a sample rate, the width of a channel or a frequency.`,
    );
  }
}

/** A radio's centre lies above half its rate, or it is no radio's: then the numbers mean something else. */
function readPair(centreHz: number, rateHz: number, { facts, hints, questions }: NameReading): void {
  if (Number.isNaN(centreHz + rateHz)) return;
  const sound = centreHz >= rateHz / 2;
  putCentre(sound ? facts : hints, centreHz);
  putRate(sound ? facts : hints, rateHz);
  if (!sound)
    questions.push(
      `The name says ${formatExact(centreHz, 'Hz')} and ${formatExact(rateHz, 'S/s')}; no receiver is tuned so low at such a rate.`,
    );
}

/** Exactly: scaled on the decimal digits. NaN for more digits than any frequency has. */
function scaled(digits: string | undefined, prefix: string | undefined): number {
  if ((digits ?? '').length > 15) return Number.NaN;
  return parseQuantity(`${digits ?? ''}${prefix ?? ''}`, 'Hz');
}

function putCentre(facts: NameFacts, centreHz: number): void {
  // SDR# writes 0 where it doesn't know.
  if (centreHz > 0 && centreHz <= 1e12) facts.centreHz = centreHz;
}

function putRate(facts: NameFacts, rateHz: number): void {
  if (rateHz > 0 && rateHz <= 1e12) facts.sampleRateHz = rateHz;
}

/** @param day YYYYMMDD @param time HHMMSS */
function putTime(facts: NameFacts, day: string | undefined, time: string | undefined): void {
  const digits = `${day ?? ''}${time ?? ''}`.replace(
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const startedMs = Date.parse(digits);
  if (!Number.isNaN(startedMs)) facts.startedMs = startedMs;
}
