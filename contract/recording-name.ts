/** Names of recordings from the user's template: the engine names files with it, the settings page shows a preview. */
import { formatExact } from './quantity.ts';

export interface NameFacts {
  /** ms since 1970. */
  timeMs: number;
  centreHz: number;
  sampleRateHz: number;
  /** The radio's name, as everywhere. */
  radio: string;
}

/** Leaves room for `.sigmf-meta.tmp` and a number in the 255 bytes file systems allow. */
const longestName = 180;

/** Names Windows keeps for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Fills {utc} {local} {freq} {rate} {radio} of a template and makes a file name any system takes: letters,
 * digits, `.`, `_`, `+` and hyphens. Unknown braces stay as words. Never empty.
 */
export function recordingName(template: string, facts: NameFacts): string {
  const values: Readonly<Record<string, string>> = {
    utc: compactTime(new Date(facts.timeMs), true),
    local: compactTime(new Date(facts.timeMs), false),
    freq: formatExact(facts.centreHz, 'Hz'),
    rate: formatExact(facts.sampleRateHz, 'S/s').replace('/', 'p'),
    radio: facts.radio,
  };
  const filled = template.replace(/\{(\w+)\}/g, (_, word: string) => values[word] ?? word);
  const plain = filled
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, longestName)
    .replace(/[-.]+$/, '');
  if (plain === '') return `recording-${values['utc'] ?? ''}`;
  return reserved.test(plain) ? `recording-${plain}` : plain;
}

/** `20260301T120000Z`, local without the Z. */
function compactTime(date: Date, utc: boolean): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return utc
    ? `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
    : `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}T${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
