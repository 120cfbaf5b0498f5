import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { SourceDraft, SourceImport, type Source } from '../../contract/source.ts';
import { makeRandom } from '../../testing/random.ts';
import { separatorOf, writeCsv } from './csv.ts';
import { decodeText, readSources } from './importer.ts';
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
