/** What of a bundle is here already: the same, or in another form. */
import { z } from 'zod';
import { SessionDraft } from '../../contract/session.ts';
import { SettingsChange } from '../../contract/settings.ts';
import { SourceDraft } from '../../contract/source.ts';
import { Label } from '../../contract/label.ts';
import { recordingId } from '../sigmf/index.ts';
import { BundledLabel, type BundledRecording } from './bundle-types.ts';
import { parsePart } from './bundle-read.ts';
import type { LibraryOptions } from './types.ts';

type Store = LibraryOptions['store'];
export type Meeting = 'new' | 'same' | 'conflict';

const BundledSource = z.object({ id: z.number().int().positive(), ...SourceDraft.shape });
const BundledSession = z.object(SessionDraft.shape);

export interface BundledSources {
  theirs: number;
  draft: SourceDraft;
  /** Id of the one here it meets. */
  mine: number | undefined;
  meeting: Meeting;
}

export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** In the order of the schema, without what is undefined: two of them are compared as text. */
const sourceDraft = (source: object): SourceDraft =>
  SourceDraft.parse(BundledSource.omit({ id: true }).parse(source));

export async function compareSources(store: Store, text: string): Promise<BundledSources[]> {
  const here = (await store.sources({})).map((one) => ({ id: one.id, draft: sourceDraft(one) }));
  const key = ({ name, frequencyHz }: SourceDraft): string => `${name}\n${frequencyHz ?? ''}`;
  const byKey = new Map(here.map((one) => [key(one.draft), one]));
  return parsePart(z.array(BundledSource), 'sources.json', text).map((one) => {
    const draft = sourceDraft(one);
    const mine = byKey.get(key(draft));
    return { theirs: one.id, draft, mine: mine?.id, meeting: meet(mine?.draft, draft) };
  });
}

/** Sessions are drafts in a bundle: what they recorded comes with the recordings. */
export async function compareSessions(
  store: Store,
  text: string,
): Promise<{ draft: SessionDraft; mine: number | undefined; meeting: Meeting }[]> {
  // Numbers of sources differ from machine to machine.
  const plain = (session: object): SessionDraft => ({
    ...BundledSession.parse(session),
    sourceId: undefined,
  });
  const byName = new Map((await store.sessions({})).map((one) => [one.name, one]));
  return parsePart(z.array(BundledSession), 'sessions.json', text).map((one) => {
    const mine = byName.get(one.name);
    return { draft: one, mine: mine?.id, meeting: meet(mine && plain(mine), plain(one)) };
  });
}

export function compareSettings(
  settings: LibraryOptions['settings'],
  text: string,
): { change: z.infer<typeof SettingsChange>; meeting: Meeting } {
  const change = parsePart(SettingsChange, 'settings.json', text);
  return { change, meeting: meet(SettingsChange.parse(settings.current), change) };
}

/**
 * Which recording here a recording of a bundle meets: one with the same data under any name, else one of its name.
 * `hashes`: of its data as the maker's catalogue knew it, and, once unpacked, as it lies in the bundle, which is
 * another for what was converted on the way. None where neither is known.
 */
export async function compareRecording(
  store: Store,
  { file, bytes }: Pick<BundledRecording, 'file' | 'bytes'>,
  hashes: readonly string[],
): Promise<{ mine: string | undefined; meeting: Meeting }> {
  const twins = hashes.length === 0 ? [] : await store.findRecordings({ hashes: [...hashes] });
  for (const { id, condition } of twins)
    if (condition !== 'missing' && (await store.entry({ id }))) return { mine: id, meeting: 'same' };
  const mine = (await store.entry({ id: recordingId(file) }))?.row;
  if (!mine) return { mine: undefined, meeting: 'new' };
  const unknown = hashes.length === 0 || mine.sha512 === undefined;
  return { mine: mine.id, meeting: unknown && mine.bytes === bytes ? 'same' : 'conflict' };
}

function* readLines(text: string): Generator<BundledLabel> {
  for (const line of text.split('\n')) if (line !== '') yield parsePart(BundledLabel, 'labels.jsonl', line);
}

/** By the recording they belong to, as the bundle calls it. */
export function byRecording(text: string): Map<string, BundledLabel[]> {
  const groups = new Map<string, BundledLabel[]>();
  for (const line of readLines(text)) {
    const group = groups.get(line.recordingId);
    if (group) group.push(line);
    else groups.set(line.recordingId, [line]);
  }
  return groups;
}

/** Labels meet by their uuid in the same recording. */
export async function compareLabels(
  store: Store,
  recordingId: string,
  labels: readonly Label[],
): Promise<Meeting[]> {
  const there = await store.entry({ id: recordingId });
  const uuids = labels.map(({ uuid }) => uuid);
  const here = there ? await store.labelsById({ recordingId, uuids }) : [];
  const byUuid = new Map(here.map((label) => [label.uuid, label]));
  return labels.map((label) => {
    const mine = byUuid.get(label.uuid);
    return meet(mine && Label.parse(mine), label);
  });
}

function meet(mine: unknown, theirs: unknown): Meeting {
  if (mine === undefined) return 'new';
  return sameValue(mine, theirs) ? 'same' : 'conflict';
}
