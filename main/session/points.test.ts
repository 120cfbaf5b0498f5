import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import type { SourceImport } from '../../contract/source.ts';
import { readSources } from './importer.ts';

const read = (text: string): Promise<SourceImport> => readSources(text, []);

async function drafts(text: string): Promise<SourceImport['rows'][number]['draft'][]> {
  const { rows, rejected } = await read(text);
  expect(rejected).toEqual([]);
  return rows.map(({ draft }) => draft);
}

const turin = {
  name: 'Turin R4',
  frequencyHz: 145_625_000,
  latitudeDeg: 45.05,
  longitudeDeg: 7.7,
  notes: '',
};

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
