/** What is known of a recording, as lines of a name and a value. Pure. */
import type { z } from 'zod';
import { formatPlace } from '../../contract/coordinates.ts';
import type { LibraryCapture, LibraryDetail } from '../../contract/library.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Fact } from '../tasks/facts.ts';
import { decibelText, elapsedText, originWords, utcText, sizeText } from './words.ts';

const datatypes: Readonly<Record<string, string>> = { c: 'complex', r: 'real' };

/** `ci16_le`: complex, 16 bit integer. */
export function datatypeText(datatype: string): string {
  const [, part = '', kind = '', bits = ''] = /^([cr])([fiu])(\d+)/.exec(datatype) ?? [];
  if (part === '') return datatype;
  const number = kind === 'f' ? 'float' : kind === 'u' ? 'unsigned integer' : 'integer';
  return `${datatype}: ${datatypes[part] ?? ''}, ${bits} bit ${number}`;
}

export function detailFacts({
  entry,
  folder,
  hardware,
  description,
  recorder,
  licence,
}: z.infer<typeof LibraryDetail>): Fact[] {
  const hz = (value: number): string => formatRounded(value, 'Hz', 12);
  const { latitudeDeg, longitudeDeg, sha512, checkedMs } = entry;
  const facts: (Fact | undefined)[] = [
    ['Start (UTC)', utcText(entry.startedMs) || 'Unknown'],
    ['Length', `${elapsedText(entry.seconds)} (${entry.samples.toLocaleString('en')} samples)`],
    ['Centre', entry.centreHz === undefined ? 'Unknown' : hz(entry.centreHz)],
    [
      'Sample rate',
      entry.sampleRateHz === undefined ? 'Unknown' : formatRounded(entry.sampleRateHz, 'S/s', 12),
    ],
    [
      'Format',
      datatypeText(entry.datatype) + (entry.channels > 1 ? `, ${String(entry.channels)} channels` : ''),
    ],
    ['Size', `${sizeText(entry.bytes)} (${entry.bytes.toLocaleString('en')} bytes)`],
    entry.lostSamples === 0
      ? undefined
      : [
          'Lost',
          `${entry.lostSamples.toLocaleString('en')} samples in ${entry.gaps.toLocaleString('en')} gaps`,
        ],
    entry.clippedSamples === 0
      ? undefined
      : ['Clipped', `${entry.clippedSamples.toLocaleString('en')} samples`],
    entry.strongestSnrDb === undefined ? undefined : ['Strongest', decibelText(entry.strongestSnrDb)],
    entry.radio === undefined ? undefined : ['Radio', entry.radio],
    hardware === undefined ? undefined : ['Hardware', hardware],
    recorder === undefined ? undefined : ['Recorder', recorder],
    entry.author === undefined ? undefined : ['Author', entry.author],
    description === undefined || description === '' ? undefined : ['Description', description],
    licence === undefined ? undefined : ['Licence', licence],
    latitudeDeg === undefined || longitudeDeg === undefined
      ? undefined
      : ['Place', formatPlace({ latitudeDeg, longitudeDeg })],
    ['Where from', originWords[entry.origin]],
    entry.taskId === undefined ? undefined : ['Task', String(entry.taskId)],
    ['Added (UTC)', utcText(entry.addedMs)],
    ['Folder', folder],
    ['SHA-512', sha512 === undefined ? 'Not hashed yet' : `${sha512.slice(0, 16)}…`],
    sha512 === undefined
      ? undefined
      : ['Checked (UTC)', checkedMs === undefined ? 'Not since it was made' : utcText(checkedMs)],
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** Where it begins, how long it is, where it was tuned, what was lost before it. */
export function captureFacts(capture: z.infer<typeof LibraryCapture>): string[] {
  const { startSample, sampleCount, centreHz, timeMs, lostBefore } = capture;
  return [
    timeMs === undefined ? `Sample ${startSample.toLocaleString('en')}` : utcText(timeMs),
    centreHz === undefined ? '' : formatRounded(centreHz, 'Hz', 9),
    `${sampleCount.toLocaleString('en')} samples${lostBefore > 0 ? `, ${lostBefore.toLocaleString('en')} lost before` : ''}`,
  ];
}
