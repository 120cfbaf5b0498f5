import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { SourceDraft, SourceImport, type Source } from '../../contract/source.ts';
import { makeRandom } from '../../testing/random.ts';
import { separatorOf, writeCsv } from './csv.ts';
import { decodeText, readSourceFile, readSources } from './importer.ts';
import { sourceKey } from './rows.ts';

const read = (text: string, known: string[] = []): Promise<SourceImport> => readSources(text, known);

async function drafts(text: string): Promise<SourceImport['rows'][number]['draft'][]> {
  const { rows, rejected } = await read(text);
  expect(rejected).toEqual([]);
  return rows.map(({ draft }) => draft);
}

/** What of a source was written by a person. */
const asDraft = (source: Source): SourceDraft => {
  const { name, frequencyHz, bandwidthHz, latitudeDeg, longitudeDeg, errorRadiusM, notes } = source;
  const draft = { name, frequencyHz, bandwidthHz, latitudeDeg, longitudeDeg, errorRadiusM, notes };
  return SourceDraft.parse(
    Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)),
  );
};

const turin = {
  name: 'Turin R4',
  frequencyHz: 145_625_000,
  latitudeDeg: 45.05,
  longitudeDeg: 7.7,
  notes: '',
};

describe('CSV', () => {
  it.each([
    ['hertz', 'name,frequency_hz,lat,lon\nTurin R4,145625000,45.05,7.7'],
    ['megahertz by heading', 'Name,Frequency (MHz),Latitude,Longitude\nTurin R4,145.625,45.05,7.7'],
    ['kilohertz by heading', 'station,freq kHz,lat,lng\nTurin R4,145625,45.05,7.7'],
    ['a column headed MHz', 'Callsign,MHz,Lat,Long\nTurin R4,145.625,45.05,7.7'],
    ['camel case', 'label,frequencyHz,latitudeDeg,longitudeDeg\nTurin R4,145625000,45.05,7.7'],
    ['the unit in the cell', 'Name,Freq,Lat,Lon\nTurin R4,145.625 MHz,45.05,7.7'],
    ['the unit in the cell over the heading', 'Name,Freq [Hz],Lat,Lon\nTurin R4,145.625M,45.05,7.7'],
    [
      'bare megahertz, as programs for handhelds write',
      'Name,Frequency,Lat,Lon\nTurin R4,145.625000,45.05,7.7',
    ],
    ['bare hertz', 'Name,Frequency,Lat,Lon\nTurin R4,145625000,45.05,7.7'],
    ['semicolons and decimal commas', 'Name;Frequenz (MHz);Lat;Lon\nTurin R4;145,625;45,05;7,7'],
    ['tabs', 'Name\tQRG (MHz)\tLat\tLon\nTurin R4\t145.625\t45.05\t7.7'],
    ['tabs around empty cells', 'Name\tMode\tTone\tMHz\tLat\tLon\nTurin R4\t\t\t145.625\t45.05\t7.7\t\t'],
    ['a decimal comma within quotes', 'Name,Freq (MHz),Lat,Lon\n"Turin R4","145,625","45,05","7,7"'],
    ['thousands', 'Name,Freq (Hz),Lat,Lon\nTurin R4,"145,625,000",45.05,7.7'],
    ['spaces around quotes', 'Name, Freq (MHz), Lat, Lon\r\n "Turin R4" , 145.625 , 45.05 , 7.7 \r\n\r\n'],
    ['hemispheres', `Name,MHz,Lat,Lon\nTurin R4,145.625,45.05 N,"7°42'00""E"`],
    ['one column for the place', 'Name,MHz,Coordinates\nTurin R4,145.625,"45.05, 7.7"'],
    ['columns that say nothing', 'Tone,Name,MHz,Mode,Lat,Lon\n88.5,Turin R4,145.625,FM,45.05,7.7,extra'],
    ['lines that end in CR', 'Name,MHz,Lat,Lon\rTurin R4,145.625,45.05,7.7\r'],
  ])('%s', async (_what, text) => {
    expect(await drafts(text)).toEqual([turin]);
  });

  it('reads bandwidth, error radius and notes', async () => {
    const text =
      'name,bw (kHz),error radius (km),comment,remarks\nA,12.5,1.5,first,second\nB,200k,50 m,,\nC,,±30 m,,';
    expect(await drafts(text)).toEqual([
      { name: 'A', bandwidthHz: 12_500, errorRadiusM: 1500, notes: 'first\nsecond' },
      { name: 'B', bandwidthHz: 200_000, errorRadiusM: 50, notes: '' },
      { name: 'C', errorRadiusM: 30, notes: '' },
    ]);
  });

  it("reads the predecessor's list", async () => {
    const text = 'name,frequency_hz,latitude,longitude,error_margin_meters\nBeacon,144490000,44.9,8.2,50\n';
    expect(await drafts(text)).toEqual([
      {
        name: 'Beacon',
        frequencyHz: 144_490_000,
        latitudeDeg: 44.9,
        longitudeDeg: 8.2,
        errorRadiusM: 50,
        notes: '',
      },
    ]);
  });

  it('names a nameless source by its frequency', async () => {
    expect(await drafts('name,MHz\n,145.5')).toEqual([
      { name: '145.5MHz', frequencyHz: 145_500_000, notes: '' },
    ]);
  });

  it('keeps lines within quotes', async () => {
    expect(await drafts('name,notes\n"A ""B"", C","one\ntwo"\nD,')).toEqual([
      { name: 'A "B", C', notes: 'one\ntwo' },
      { name: 'D', notes: '' },
    ]);
  });

  it('rejects a line with its number and its reason, and keeps the others', async () => {
    const text = [
      'name,frequency,lat,lon',
      'No unit,7074,,',
      '"Two\nlines",145.5 MHz,45,7',
      'Half a place,145.5 MHz,45,',
      'Too far north,145.5 MHz,95,7',
      '',
      'Words,high,45,7',
      ',,45,7',
      'Minus,-5 MHz,,',
      'Good,145.5 MHz,45,7',
    ].join('\n');
    const { rows, rejected } = await read(text);
    expect(rows.map(({ place, draft }) => [place, draft.name])).toEqual([
      [3, 'Two\nlines'],
      [11, 'Good'],
    ]);
    expect(rejected.map(({ place, message }) => [place, message])).toEqual([
      [2, expect.stringContaining('The frequency 7074 has no unit.')],
      [5, expect.stringContaining('needs both latitude and longitude')],
      [6, expect.stringContaining('beyond 90 degrees')],
      [8, expect.stringContaining("'high' is not a number")],
      [9, 'It has no name and no frequency.'],
      [10, expect.stringContaining('out of range')],
    ]);
  });

  it('marks what is known, and what the file repeats', async () => {
    const known = [sourceKey({ name: 'turin r4 ', frequencyHz: 145_625_000 })];
    const { rows } = await read('name,MHz\nTurin R4,145.625\nTurin R4,145.650\nTurin R4,145.650', known);
    expect(rows.map((row) => row.known)).toEqual([true, false, true]);
  });

  it('says where a quote was opened and never closed', async () => {
    const { rows, rejected } = await read(`name,notes\nA,one\nB,"two\n${'C,three\n'.repeat(10)}`);
    expect(rows.map(({ draft }) => draft.name)).toEqual(['A']);
    expect(rejected).toEqual([{ place: 3, message: expect.stringContaining('never closed') as string }]);
  });

  it('takes no more than the contract allows and says so', async () => {
    const text = `name\n${Array.from({ length: 20_500 }, (_, i) => `S${i}`).join('\n')}`;
    const found = await read(text);
    expect(found.rows).toHaveLength(20_000);
    expect(found.rejected.at(-1)?.message).toContain('left out');
    expect(SourceImport.safeParse(found).success).toBe(true);
  });

  it.each([
    ['A,B\n1,2', 'names neither a name nor a frequency'],
    ['', 'empty'],
    ['   \n ', 'empty'],
    ['PK\u0003\u0004\0\0', 'no text'],
    ['<html></html>', 'neither GPX nor KML'],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toBeInstanceOf(Fault);
  });

  it('chooses the separator by the heading', () => {
    expect(separatorOf('a;b;c\n1,2,3,4,5')).toBe(';');
    expect(separatorOf('"a;b;c;d",b\n')).toBe(',');
    expect(separatorOf('a\tb')).toBe('\t');
    expect(separatorOf('name')).toBe(';');
  });

  it('reads UTF-8 with its mark, UTF-16 both ways, and Latin 1', async () => {
    const text = 'name,MHz\nTorre à Vélo,145.5';
    const swapped = Buffer.from(text, 'utf16le').swap16();
    for (const bytes of [
      Buffer.from(`\ufeff${text}`),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]),
      Buffer.from(text, 'latin1'),
    ])
      expect((await drafts(decodeText(bytes)))[0]?.name).toBe('Torre à Vélo');
  });

  it('writes what reads back the same, whatever a name, a note or a number is', async () => {
    const random = makeRandom(31);
    const signs = Array.from(`aZé9 ,;"'\t\n=-+@#<&€😀`);
    const word = (length: number): string => Array.from({ length }, () => random.pick(signs)).join('');
    const sources = Array.from({ length: 300 }, (_, i): Source => {
      const placed = random.next() < 0.7;
      return {
        id: i + 1,
        // A name of nothing but spaces is none to any reader.
        name: `${word(random.integer(12))}n${word(random.integer(12))}`,
        ...(random.next() < 0.7 ? { frequencyHz: random.next() * 10 ** random.integer(12) } : {}),
        ...(random.next() < 0.5 ? { bandwidthHz: random.next() * 1e6 } : {}),
        ...(placed
          ? {
              latitudeDeg: (random.next() - 0.5) * 180,
              longitudeDeg: (random.next() - 0.5) * 10 ** -random.integer(9),
            }
          : {}),
        ...(random.next() < 0.5 ? { errorRadiusM: random.next() * 10 ** random.integer(7) } : {}),
        notes: random.next() < 0.5 ? '' : `${word(20)}.${word(20)}`,
        createdMs: 1,
        updatedMs: 2,
      };
    });
    const back = await drafts(writeCsv(sources));
    expect(back).toEqual(sources.map((source) => asDraft(source)));
  });
});

describe('GPX', () => {
  const gpx = (inner: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:wk="urn:x">${inner}</gpx>`;

  it('takes way points, not routes and tracks', async () => {
    const text = gpx(`
      <metadata><name>List</name></metadata>
      <wpt lat="45.05" lon="7.7"><name>Turin R4 145.625 MHz</name></wpt>
      <rte><rtept lat="1" lon="1"><name>no</name></rtept></rte>
      <trk><trkseg><trkpt lat="2" lon="2"><name>no</name></trkpt></trkseg></trk>`);
    expect(await read(text)).toEqual({
      format: 'gpx',
      rows: [{ place: 1, known: false, draft: { ...turin, name: 'Turin R4 145.625 MHz' } }],
      rejected: [],
    });
  });

  it.each([
    ['desc', '<name>Turin R4</name><desc>on 145.625 MHz FM</desc>', 'on 145.625 MHz FM'],
    ['cmt', '<name>Turin R4</name><cmt>145,625 MHz</cmt>', '145,625 MHz'],
    [
      'extensions',
      '<name>Turin R4</name><extensions><x><wk:frequency>145.625</wk:frequency></x></extensions>',
      '',
    ],
    ['a text among extensions', '<name>Turin R4</name><extensions><wk:t>145625 kHz</wk:t></extensions>', ''],
    [
      'CDATA',
      '<name><![CDATA[Turin R4]]></name><desc><![CDATA[145625000 Hz & <b>]]></desc>',
      '145625000 Hz & <b>',
    ],
    ['entities', '<name>Turin&#32;R4</name><desc>145.625&#x20;MHz &amp;amp;</desc>', '145.625 MHz &amp;'],
  ])('finds the frequency in %s', async (_where, inner, notes) => {
    expect(await drafts(gpx(`<wpt lat="45.05" lon="7.7">${inner}</wpt>`))).toEqual([{ ...turin, notes }]);
  });

  it('reads prefixed names', async () => {
    const text =
      '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:wpt lat="45.05" lon="7.7"><g:name>Turin R4</g:name><g:desc>145.625MHz</g:desc></g:wpt></g:gpx>';
    expect((await drafts(text))[0]).toMatchObject({ name: 'Turin R4', frequencyHz: 145_625_000 });
  });

  it('rejects points by their number', async () => {
    const { rows, rejected } = await read(
      gpx(
        '<wpt lat="45"><name>a</name></wpt><wpt lat="4" lon="5"/><wpt lat="99" lon="5"><name>c</name></wpt><wpt lat="4" lon="5"><name>d</name></wpt>',
      ),
    );
    expect(rows.map(({ place }) => place)).toEqual([4]);
    expect(rejected.map(({ place }) => place)).toEqual([1, 2, 3]);
    expect(rejected[0]?.message).toContain('longitude');
    expect(rejected[1]?.message).toContain('no name');
    expect(rejected[2]?.message).toContain('latitude');
  });

  it('does not expand what a document declares, however it nests', async () => {
    const bomb = `<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`;
    const text = `${bomb}<gpx><wpt lat="1" lon="2"><name>&j;</name></wpt></gpx>`;
    expect((await drafts(text))[0]?.name).toBe('&j;');
  });

  it.each([
    ['unclosed', '<gpx><wpt lat="1" lon="2"></gpx>'],
    ['cut off', '<gpx><wpt lat="1" lon="2"><name>x'],
    ['nested beyond reason', `<gpx>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</gpx>`],
    ['never closed', `<gpx>${'<a>'.repeat(50_000)}`],
    ['dangerous names', '<gpx><__proto__>1</__proto__></gpx>'],
  ])('refuses XML that is %s', async (_what, text) => {
    const fault = await read(text).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(Fault);
    expect((fault as Fault).code).toBe('corrupt');
    expect((fault as Fault).message.length).toBeLessThan(400);
  });
});

describe('KML', () => {
  const kml = (inner: string): string =>
    `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="x"><Document>${inner}</Document></kml>`;
  const point = '<Point><coordinates>\n 7.7,45.05,240 \n</coordinates></Point>';

  it('finds placemarks in nested folders', async () => {
    const text = kml(
      `<Style id="s"><IconStyle/></Style><Folder><name>A</name><Folder><Folder><Placemark><name>Turin R4</name><description>145.625 MHz</description>${point}</Placemark></Folder></Folder></Folder>`,
    );
    expect(await drafts(text)).toEqual([{ ...turin, notes: '145.625 MHz' }]);
  });

  it('reads HTML descriptions as text, extended data and points among several shapes', async () => {
    const text = kml(`
      <Placemark><name>Turin R4</name><description><![CDATA[<p>Repeater<br/>145.625&nbsp;MHz</p>]]></description>${point}</Placemark>
      <Placemark><name>B</name><ExtendedData><Data name="Frequency (MHz)"><value>430.1</value></Data><SchemaData><SimpleData name="notes">hello</SimpleData></SchemaData></ExtendedData>
        <MultiGeometry><LineString><coordinates>1,2 3,4</coordinates></LineString>${point}</MultiGeometry></Placemark>`);
    expect(await drafts(text)).toEqual([
      { ...turin, notes: 'Repeater\n145.625 MHz' },
      { ...turin, name: 'B', frequencyHz: 430_100_000, notes: 'hello' },
    ]);
  });

  it('rejects what is no point or has no numbers', async () => {
    const { rows, rejected } = await read(
      kml(
        `<Placemark><name>Line</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark><Placemark><name>B</name><Point><coordinates>seven</coordinates></Point></Placemark><Placemark>${point}</Placemark>`,
      ),
    );
    expect(rows).toEqual([]);
    expect(rejected.map(({ place, message }) => [place, message])).toEqual([
      [1, "'Line' is no point."],
      [2, expect.stringContaining('latitude')],
      [3, 'It has no name and no frequency.'],
    ]);
  });
});

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
