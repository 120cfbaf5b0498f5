import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { SourceImport } from '../../contract/source.ts';
import { makeRandom } from '../../testing/random.ts';
import { readSourceFile, readSources } from './importer.ts';

describe('files', () => {
  it('goes by what a file holds, not by its name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wavekeep-import-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'list.csv');
    await writeFile(path, '\ufeff<gpx><wpt lat="1" lon="2"><name>A</name></wpt></gpx>');
    expect(await readSourceFile(path, [])).toMatchObject({ format: 'gpx', rows: [{ draft: { name: 'A' } }] });
    await truncate(path, 50_000_001);
    await expect(readSourceFile(path, [])).rejects.toThrow('50 MB');
    await expect(readSourceFile(folder, [])).rejects.toThrow('no file');
    await expect(readSourceFile(join(folder, 'none'), [])).rejects.toThrow('cannot be opened');
  });
});

/** Whole small files of the three kinds; what happens to them below is what disks and editors do to files. */
const seeds = [
  'name,frequency (MHz),lat,lon,error (m),notes\n"Turin, R4",145.625,45.05,7.7,50,"a ""b"""\nB,430.1 MHz,45°07\'22.8"N,7 E,,\n',
  'Name;Freq;Position\nA;145,625 MHz;45,05 N 7,7 E\nB;7074000;"45.1, 7.2"\n',
  '<?xml version="1.0"?><gpx xmlns="u"><wpt lat="45.05" lon="7.7"><name>T &amp; R</name><desc><![CDATA[145.625 MHz]]></desc><extensions><f>1</f></extensions></wpt><trk><trkseg/></trk></gpx>',
  '<?xml version="1.0"?><kml xmlns="u"><Folder><Placemark><name>A</name><description>&lt;b&gt;430 MHz&lt;/b&gt;</description><Point><coordinates>7.7,45.05</coordinates></Point></Placemark></Folder></kml>',
];

it('gives rows or a reason for 500 damaged files, and never hangs', async () => {
  const random = makeRandom(77);
  const long = process.env['WAVEKEEP_LONG'] === '1' ? 20_000 : 500;
  const wild = [
    '"',
    '<',
    '>',
    '&',
    ';',
    ',',
    '\t',
    '\n',
    '\0',
    ']]>',
    '<![CDATA[',
    '<!--',
    '&#x',
    '°',
    '1e999',
    '-',
  ];
  let kept = 0;
  let refused = 0;
  for (let i = 0; i < long; i++) {
    let text = random.pick(seeds);
    for (let edits = 1 + random.integer(6); edits > 0; edits--) {
      const at = random.integer(text.length + 1);
      const length = random.integer(12);
      const what = random.integer(4);
      if (what === 0) text = text.slice(0, at) + text.slice(at + length);
      else if (what === 1) text = text.slice(0, at) + random.pick(wild) + text.slice(at + 1);
      else if (what === 2)
        text =
          text.slice(0, at) + text.slice(at, at + length).repeat(1 + random.integer(300)) + text.slice(at);
      else text = text.slice(0, at);
    }
    const startMs = performance.now();
    try {
      const found = await readSources(text, []);
      expect(SourceImport.safeParse(found).success).toBe(true);
      kept++;
    } catch (error) {
      if (!(error instanceof Fault))
        throw new Error(`seed edit ${i}: ${JSON.stringify(text.slice(0, 2000))}`, { cause: error });
      expect(error.message).not.toBe('');
      refused++;
    }
    // They take a millisecond; a shared machine may pause for many, a reader that hangs for ever.
    expect(performance.now() - startMs).toBeLessThan(2000);
  }
  // Both ends are reached, or the damage tests nothing.
  expect(kept).toBeGreaterThan(long / 5);
  expect(refused).toBeGreaterThan(long / 10);
});
