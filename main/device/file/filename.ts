/**
 * What the name of a raw file says of it. Names that state a unit are taken at their word; the rest is
 * only proposed to the user: a wrong rate looks like a recording and isn't one.
 */
import type { Datatype } from '../../../contract/radio.ts';
import { parseQuantity } from '../../../contract/quantity.ts';

export interface NameFacts {
  datatype?: Datatype;
  sampleRateHz?: number;
  centreHz?: number;
}

export interface NameReading {
  /** Stated beyond doubt. */
  facts: NameFacts;
  /** Likely: fills in the question, never answers it. */
  hints: NameFacts;
}

/** Extensions that name one format only: rtl_433, GNU Radio, gqrx, Universal Radio Hacker. */
const certain: Readonly<Record<string, Datatype>> = {
  cu8: 'cu8',
  u8: 'cu8',
  complex16u: 'cu8',
  cs8: 'cs8',
  s8: 'cs8',
  complex16s: 'cs8',
  cs16: 'cs16',
  c16: 'cs16',
  complex32s: 'cs16',
  cf32: 'cf32',
  fc32: 'cf32',
  cfile: 'cf32',
  complex: 'cf32',
};

/** Extensions that several programs use for different formats, with the commonest. */
const likely: Readonly<Record<string, Datatype>> = {
  data: 'cu8',
  iq: 'cf32',
  raw: 'cf32',
  bin: 'cu8',
  dat: 'cf32',
};

export function extensionOf(name: string): string {
  return (/\.([^.]+)$/.exec(name)?.[1] ?? '').toLowerCase();
}

/** @param name file name without folders */
export function readName(name: string): NameReading {
  const extension = extensionOf(name);
  const stem = name.slice(0, name.length - extension.length - 1);
  const facts: NameFacts = {};
  const hints: NameFacts = {};
  const sure = certain[extension];
  const maybe = likely[extension];
  if (sure) facts.datatype = sure;
  else if (maybe) hints.datatype = maybe;
  // gqrx_20200102_030405_100000000_1800000_fc.raw: centre and rate in hertz, float samples.
  const gqrx = /^gqrx_\d{8}_\d{6}_(\d+)_(\d+)_fc$/.exec(stem);
  if (gqrx) {
    facts.datatype = 'cf32';
    facts.centreHz = Number(gqrx[1]);
    facts.sampleRateHz = Number(gqrx[2]);
    return { facts, hints };
  }
  readSuffixes(stem, facts, hints);
  return { facts, hints };
}

const number = String.raw`(\d+(?:\.\d+)?)`;
/** name_433.92M_250k, as rtl_433 writes it: frequency, then rate. A letter may follow: `-a` marks an excerpt. */
const pair = new RegExp(`[_-]${number}([kMG])_${number}([kM])(?:-[a-z])?$`);
/** name_250k: rtl_433 reads k as a rate. */
const rateAlone = new RegExp(`_${number}k(?:-[a-z])?$`);
/** name_10M: a frequency to some, a rate or a channel width to others. */
const megaAlone = new RegExp(`_${number}M(?:-[a-z])?$`);
/** SDR++, SDR# and HDSDR: …_100000000Hz_…, …_7100kHz_…: the centre. */
const hertz = /_(\d+)(k?)Hz(?:_|$)/;

function readSuffixes(stem: string, facts: NameFacts, hints: NameFacts): void {
  const both = pair.exec(stem);
  if (both) {
    facts.centreHz = parseQuantity(`${both[1] ?? ''}${both[2] ?? ''}`, 'Hz');
    facts.sampleRateHz = parseQuantity(`${both[3] ?? ''}${both[4] ?? ''}`, 'S/s');
    return;
  }
  const rate = rateAlone.exec(stem);
  if (rate) facts.sampleRateHz = parseQuantity(`${rate[1] ?? ''}k`, 'S/s');
  const mega = megaAlone.exec(stem);
  if (mega) hints.sampleRateHz = parseQuantity(`${mega[1] ?? ''}M`, 'S/s');
  const centre = hertz.exec(stem);
  if (centre) facts.centreHz = Number(centre[1]) * (centre[2] === 'k' ? 1000 : 1);
}
