/**
 * Files before they are imported: what is chosen, what was said of them, what is still asked. What a header says
 * can't be overruled; what is only likely counts once somebody confirmed it. Pure: every change makes new items.
 */
import { Fault } from '../../contract/fault.ts';
import type { ImportCandidate, ImportRequest, Stated } from '../../contract/library.ts';
import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import type { z } from 'zod';
import { editableHz } from '../sources/form.ts';
import { readHz } from '../tasks/frequencies.ts';
import { readMoment } from './query.ts';
import { utcText } from './words.ts';

export const facts = ['datatype', 'sampleRateHz', 'centreHz', 'startedMs'] as const;
export type FactName = (typeof facts)[number];

export interface Item {
  readonly candidate: ImportCandidate;
  readonly chosen: boolean;
  /** What the person said. */
  readonly stated: Stated;
}

/** `ask`: it can't be analysed until something is said, or something likely waits for a yes. */
export type Standing = 'ready' | 'ask' | 'known' | 'rejected';

/** Those that can come in are chosen; known ones would come in twice. */
export const beginItems = (candidates: readonly ImportCandidate[]): Item[] =>
  candidates.map((candidate) => ({
    candidate,
    chosen: candidate.rejected === undefined && candidate.knownAs === undefined,
    stated: {},
  }));

/** More files: those that are here already stay as they are. */
export function joined(items: readonly Item[], more: readonly ImportCandidate[]): Item[] {
  const here = new Set(items.map(({ candidate }) => candidate.grant));
  return [...items, ...beginItems(more.filter(({ grant }) => !here.has(grant)))];
}

/** What may be said or changed of a file. */
export const isOpen = ({ candidate }: Item, fact: FactName): boolean =>
  candidate.rejected === undefined && !candidate.known.includes(fact);

/** What counts: what the file says of itself, else what the person said. */
export function valueOf({ candidate, stated }: Item, fact: FactName): string | number | undefined {
  return candidate.known.includes(fact) ? candidate[fact] : (stated[fact] ?? candidate[fact]);
}

/** What is likely and nobody confirmed or changed yet. */
export const likelyOf = (item: Item, fact: FactName): string | number | undefined =>
  isOpen(item, fact) && item.stated[fact] === undefined ? item.candidate.likely?.[fact] : undefined;

/** Facts without which it can only be catalogued. */
export const missingOf = ({ candidate, stated }: Item): readonly FactName[] =>
  candidate.missing.filter((fact) => stated[fact] === undefined);

export const unconfirmed = (item: Item): readonly FactName[] =>
  facts.filter((fact) => likelyOf(item, fact) !== undefined);

export function standingOf(item: Item): Standing {
  if (item.candidate.rejected !== undefined) return 'rejected';
  if (item.candidate.knownAs !== undefined) return 'known';
  return missingOf(item).length > 0 || unconfirmed(item).length > 0 ? 'ask' : 'ready';
}

/** Why a chosen file doesn't come in: its rate or format is not known, and such files are not to be taken. */
const isWaiting = (item: Item, incomplete: boolean): boolean => !incomplete && missingOf(item).length > 0;

export const canChoose = ({ candidate }: Item): boolean => candidate.rejected === undefined;

/** `undefined` takes back what was said. */
export function said(item: Item, fact: FactName, value: Stated[FactName]): Item {
  if (!isOpen(item, fact)) return item;
  const stated = Object.fromEntries(
    Object.entries({ ...item.stated, [fact]: value }).filter(([, one]) => one !== undefined),
  );
  return { ...item, stated };
}

/** Says yes to everything that is likely. */
export function confirmed(item: Item): Item {
  const likely = Object.fromEntries(
    unconfirmed(item).map((fact) => [fact, item.candidate.likely?.[fact]] as const),
  );
  return Object.keys(likely).length === 0 ? item : { ...item, stated: { ...likely, ...item.stated } };
}

const extensionOf = (name: string): string => /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '';

/** Files of the same kind with the same gaps: what is true of one is likely true of all. */
const likenesses = new WeakMap<ImportCandidate, string>();

function likenessOf({ candidate }: Item): string {
  let likeness = likenesses.get(candidate);
  // Ten thousand of them are compared for every step of the cursor.
  likeness ??= JSON.stringify([
    candidate.format,
    extensionOf(candidate.name),
    candidate.missing,
    facts.filter((fact) => candidate.likely?.[fact] !== undefined),
    candidate.rejected !== undefined,
  ]);
  likenesses.set(candidate, likeness);
  return likeness;
}

/** How many others are like this one. */
export function countAlike(items: readonly Item[], item: Item): number {
  const likeness = likenessOf(item);
  return items.filter((other) => other !== item && likenessOf(other) === likeness).length;
}

/**
 * What was said of one is said of all that are like it. What it confirmed as it stood is confirmed in each as it stands
 * there: files of one receiver have frequencies of their own.
 */
export function appliedToAlike(items: readonly Item[], from: Item): Item[] {
  const likeness = likenessOf(from);
  return items.map((item) => {
    if (item === from || likenessOf(item) !== likeness) return item;
    return facts.reduce((next, fact) => {
      const value = from.stated[fact];
      if (value === undefined) return next;
      const own = next.candidate.likely?.[fact];
      return said(next, fact, value === from.candidate.likely?.[fact] && own !== undefined ? own : value);
    }, item);
  });
}

export type Tab = 'all' | Standing;

export const tabOf = (items: readonly Item[], tab: Tab): number[] =>
  items.flatMap((item, i) => (tab === 'all' || standingOf(item) === tab ? [i] : []));

/** What the dialog says below its list. */
export interface Summary {
  counts: Readonly<Record<Tab, number>>;
  /** That will come in. */
  coming: number;
  comingBytes: number;
  /** Of them those that can only be copied, bytes of their copies. */
  copied: number;
  copyBytes: number;
  /** Chosen, but waiting for answers. */
  waiting: number;
}

export function summaryOf(items: readonly Item[], incomplete: boolean): Summary {
  const counts = { all: items.length, ready: 0, ask: 0, known: 0, rejected: 0 };
  const summary = { counts, coming: 0, comingBytes: 0, copied: 0, copyBytes: 0, waiting: 0 };
  for (const item of items) {
    counts[standingOf(item)]++;
    if (!item.chosen) continue;
    if (isWaiting(item, incomplete)) {
      summary.waiting++;
      continue;
    }
    summary.coming++;
    summary.comingBytes += item.candidate.bytes;
    if (item.candidate.copyBytes !== undefined) {
      summary.copied++;
      summary.copyBytes += item.candidate.copyBytes;
    }
  }
  return summary;
}

export interface ImportChoices {
  copy: boolean;
  incomplete: boolean;
  sourceId: number | undefined;
  notes: string;
}

/** What is asked of the engine. */
export function requestOf(items: readonly Item[], choices: ImportChoices): z.input<typeof ImportRequest> {
  const { copy, incomplete, sourceId, notes } = choices;
  return {
    items: items
      .filter((item) => item.chosen && !isWaiting(item, incomplete))
      .map(({ candidate: { grant }, stated }) => ({
        grant,
        ...(Object.keys(stated).length === 0 ? {} : { stated }),
      })),
    copy,
    incomplete,
    notes,
    ...(sourceId === undefined ? {} : { sourceId }),
  };
}

/** A fact as a column shows it. */
export function factText(fact: FactName, value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (fact === 'startedMs') return utcText(value);
  return formatRounded(value, fact === 'sampleRateHz' ? 'S/s' : 'Hz', 9);
}

/** A fact as a field begins with it, exact. */
export function fieldText(fact: FactName, value: string | number | undefined): string {
  if (typeof value !== 'number' || fact === 'startedMs') return factText(fact, value);
  return editableHz(value);
}

/** What was typed into a field; undefined for an empty one. Throws Fault 'invalid'. */
export function readFact(fact: Exclude<FactName, 'datatype'>, text: string): number | undefined {
  if (text.trim() === '') return undefined;
  switch (fact) {
    case 'sampleRateHz':
      return readRate(text);
    case 'centreHz':
      return readHz(text, 'M', 'The frequency');
    case 'startedMs':
      return readMoment(text, 'first');
  }
}

/** A bare number below a million is no rate in samples per second anybody records at: `2.4` is 2.4 MS/s. */
function readRate(text: string): number {
  const limits = { name: 'The sample rate', min: 1, max: 1e12 };
  const rate = parseQuantity(text, 'S/s', limits);
  return /^\s*\d{1,2}(\.\d+)?\s*$/.test(text) ? rate * 1e6 : rate;
}

/** What is wrong with a typed text, or undefined. */
export function factProblem(fact: Exclude<FactName, 'datatype'>, text: string): string | undefined {
  try {
    readFact(fact, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.message} ${error.hint ?? ''}`.trim();
  }
}

/** The rejected ones as a table for other programs. */
export function rejectionsCsv(rows: readonly { name: string; code: string; message: string }[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return [
    'name,code,reason',
    ...rows.map(({ name, code, message }) => [name, code, message].map(cell).join(',')),
  ].join('\n');
}
