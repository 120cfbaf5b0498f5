/** The metadata of our recordings: core fields, and our own namespace (docs/wavekeep.sigmf-ext.md). */
import { z } from 'zod';
import type { Datatype, ReceiverSettings } from '../../contract/radio.ts';
import {
  formatDatetime,
  serialiseMeta,
  toSigmf,
  writtenVersion,
  type Capture,
  type Global,
  type Meta,
} from '../sigmf/index.ts';
import { Owner } from '../thread/index.ts';

const extensionVersion = '1.0.0';

/** What stays the same from the first to the last sample. */
export interface RecordingSubject {
  datatype: Datatype;
  sampleRateHz: number;
  /** The radio's name, as everywhere. */
  radio: string;
  /** What the radio says it is, for people. */
  hardware: string;
  /** Name and version of this program. */
  recorder: string;
  author: string;
  description: string;
}

/** One run of samples under the same facts. */
export interface Segment {
  /** In the data file. */
  sampleStart: number;
  /** In the stream since the recording began, lost samples counted in. */
  globalIndex: number;
  timeMs: number;
  centreHz: number;
  settingsEpoch: number;
  /** Samples missing directly before it, however they were lost. */
  lostBefore: number;
  /** Of these, samples the radio delivered and the recorder was too slow to take. */
  missedBefore: number;
}

export interface Progress {
  state: 'recording' | 'complete';
  /** Present while it is being written. */
  owner?: Owner;
  /** What is certainly on the medium, and its hash. */
  synced?: { samples: number; sha512: string };
  /** Of the finished data. */
  sha512?: string;
  lostSamples: number;
  gaps: number;
  clippedSamples: number;
  endedBecause?: string;
}

/** The document of a recording under way. Each capture is checked and written out once, however often the whole is. */
export interface Description {
  readonly segments: readonly Segment[];
  add(segment: Segment): void;
  /** Settings from `epoch` on; captures that were written out without them are written again. */
  settings(epoch: number, settings: ReceiverSettings): void;
  /** The file's text with the first `count` segments. Throws Fault 'invalid' for what would break SigMF. */
  text(progress: Progress, count: number): string;
}

export function makeDescription(subject: RecordingSubject, first: ReceiverSettings): Description {
  const segments: Segment[] = [];
  const texts: string[] = [];
  /** Ascending; an epoch without an entry has the settings of the entry before it. */
  const epochs = [{ epoch: 0, settings: first }];

  const settingsOf = (epoch: number): ReceiverSettings =>
    epochs.findLast((entry) => entry.epoch <= epoch)?.settings ?? first;

  const capture = (segment: Segment): Capture => {
    const set = settingsOf(segment.settingsEpoch);
    return {
      'core:sample_start': segment.sampleStart,
      'core:global_index': segment.globalIndex,
      'core:frequency': segment.centreHz,
      'core:datetime': formatDatetime(segment.timeMs),
      'wavekeep:settings': { gain_mode: set.gainMode, gains_db: set.gainsDb, controls: set.controls },
      ...(segment.lostBefore === 0 ? {} : { 'wavekeep:lost_before': segment.lostBefore }),
      ...(segment.missedBefore === 0 ? {} : { 'wavekeep:missed_before': segment.missedBefore }),
    };
  };

  return {
    segments,
    add: (segment) => void segments.push(segment),
    settings(epoch, settings) {
      const after = epochs.findLastIndex((entry) => entry.epoch <= epoch);
      const same = epochs[after]?.epoch === epoch;
      epochs.splice(same ? after : after + 1, same ? 1 : 0, { epoch, settings });
      while (texts.length > 0 && (segments[texts.length - 1]?.settingsEpoch ?? 0) >= epoch) texts.pop();
    },
    text(progress, count) {
      const global = globalOf(subject, progress);
      const around = serialiseMeta({ global, captures: [], annotations: [] });
      for (let i = texts.length; i < count; i++) {
        const one = capture(segments[i]!);
        serialiseMeta({ global, captures: [one], annotations: [] });
        texts.push(JSON.stringify(one));
      }
      // The writer's own empty list is the one place these words stand at the start of a line.
      const [head = '', tail = ''] = around.split('\n  "captures": [],');
      const list = texts.slice(0, count).map((text) => `\n    ${text}`);
      return `${head}\n  "captures": [${list.join(',')}\n  ],${tail}`;
    },
  };
}

function globalOf(subject: RecordingSubject, progress: Progress): Global {
  return {
    'core:datatype': toSigmf(subject.datatype),
    'core:version': writtenVersion,
    'core:sample_rate': subject.sampleRateHz,
    'core:recorder': subject.recorder,
    ...(subject.hardware === '' ? {} : { 'core:hw': subject.hardware }),
    ...(subject.author === '' ? {} : { 'core:author': subject.author }),
    ...(subject.description === '' ? {} : { 'core:description': subject.description }),
    ...(progress.sha512 === undefined ? {} : { 'core:sha512': progress.sha512 }),
    'core:extensions': [{ name: 'wavekeep', version: extensionVersion, optional: true }],
    'wavekeep:state': progress.state,
    'wavekeep:radio': subject.radio,
    'wavekeep:lost_samples': progress.lostSamples,
    'wavekeep:gaps': progress.gaps,
    'wavekeep:clipped_samples': progress.clippedSamples,
    ...(progress.endedBecause === undefined ? {} : { 'wavekeep:ended_because': progress.endedBecause }),
    ...(progress.owner === undefined ? {} : { 'wavekeep:writer': progress.owner }),
    ...(progress.synced === undefined ? {} : { 'wavekeep:synced': progress.synced }),
  };
}

const count = z.number().int().min(0);

/** Our own fields as read back; each by itself, so that one broken field hides no other. */
export interface OwnFields {
  state: 'recording' | 'complete' | 'cut-short' | undefined;
  owner: Owner | undefined;
  synced: { samples: number; sha512: string } | undefined;
  radio: string | undefined;
  clippedSamples: number | undefined;
  endedBecause: string | undefined;
}

export function ownFields(meta: Meta): OwnFields {
  const { global } = meta;
  const read = <T>(schema: z.ZodType<T>, key: string): T | undefined =>
    schema.safeParse(global[`wavekeep:${key}`]).data;
  return {
    state: read(z.enum(['recording', 'complete', 'cut-short']), 'state'),
    owner: read(Owner, 'writer'),
    synced: read(z.object({ samples: count, sha512: z.string().length(128) }), 'synced'),
    radio: read(z.string().max(300), 'radio'),
    clippedSamples: read(count, 'clipped_samples'),
    endedBecause: read(z.string().max(500), 'ended_because'),
  };
}

/** Samples lost and gaps, as the captures tell them: true for recordings of any program. */
export function lossesOf(captures: readonly Capture[]): { lostSamples: number; gaps: number } {
  let lostSamples = 0;
  let gaps = 0;
  let before: { start: number; index: number } | undefined;
  for (const one of captures) {
    const start = one['core:sample_start'];
    const index: number = one['core:global_index'] ?? (before ? before.index + start - before.start : start);
    const lost = before ? index - before.index - (start - before.start) : 0;
    if (lost > 0) {
      lostSamples += lost;
      gaps++;
    }
    before = { start, index };
  }
  return { lostSamples, gaps };
}
