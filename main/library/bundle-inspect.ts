/** What a bundle holds, and what of it is here already. */
import { z } from 'zod';
import type { BundleContents } from '../../contract/library.ts';
import {
  compareLabels,
  compareRecording,
  compareSessions,
  compareSettings,
  compareSources,
  byRecording,
  type Meeting,
} from './bundle-compare.ts';
import { parsePart, peekBundle } from './bundle-read.ts';
import { BundledRecording, partNames } from './bundle-types.ts';
import { recordingId } from '../sigmf/index.ts';
import type { LibraryOptions } from './types.ts';

type Options = Pick<LibraryOptions, 'store' | 'settings'>;

/** Reads up to the first recording. Throws Fault corrupt, version, not-found, permission. */
export async function inspectBundle(
  options: Options,
  path: string,
  signal: AbortSignal,
): Promise<z.input<typeof BundleContents>> {
  const { head, texts } = await peekBundle(path, signal);
  const { store, settings } = options;
  const meetings: Partial<Record<(typeof head.parts)[number]['part'], Meeting[]>> = {};
  const text = (name: string): string | undefined => texts.get(name);
  const [settingsText, sources, sessions] = [partNames.settings, partNames.sources, partNames.sessions].map(
    text,
  );
  if (settingsText !== undefined) meetings.settings = [compareSettings(settings, settingsText).meeting];
  if (sources !== undefined)
    meetings.sources = (await compareSources(store, sources)).map(({ meeting }) => meeting);
  if (sessions !== undefined)
    meetings.sessions = (await compareSessions(store, sessions)).map(({ meeting }) => meeting);
  const recordings = text(partNames.recordings);
  const mine = new Map<string, string>();
  if (recordings !== undefined) {
    meetings.recordings = [];
    for (const one of parsePart(z.array(BundledRecording), partNames.recordings, recordings)) {
      signal.throwIfAborted();
      const met = await compareRecording(store, one, one.sha512 === undefined ? [] : [one.sha512]);
      meetings.recordings.push(met.meeting);
      if (met.meeting === 'same' && met.mine !== undefined) mine.set(one.id, met.mine);
    }
  }
  const labels = text(partNames.labels);
  if (labels !== undefined) meetings.labels = await labelMeetings(store, labels, mine);
  return {
    madeMs: head.madeMs,
    madeBy: `${head.madeBy}, ${head.program}`.slice(0, 300),
    parts: head.parts.map((part) => {
      const met = meetings[part.part] ?? [];
      const count = (wanted: Meeting): number => met.filter((one) => one === wanted).length;
      return { ...part, conflicts: count('conflict'), same: count('same') };
    }),
  };
}

async function labelMeetings(
  store: Options['store'],
  text: string,
  mine: ReadonlyMap<string, string>,
): Promise<Meeting[]> {
  const meetings: Meeting[] = [];
  for (const [id, lines] of byRecording(text)) {
    const target = mine.get(id) ?? recordingId(id);
    meetings.push(
      ...(await compareLabels(
        store,
        target,
        lines.map(({ label }) => label),
      )),
    );
  }
  return meetings;
}
