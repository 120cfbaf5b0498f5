/** Small whole files of every format, made in code: what mutations start from. */
import { pack } from 'tar-stream';
import { makeRandom } from './random.ts';

/** Files of one recording; the first is opened. */
export interface Seed {
  name: string;
  files: readonly { name: string; bytes: Uint8Array; text?: boolean }[];
}

const samples = 1000;

/** A tone in noise, as `samples` values of each of `channels` channels. */
function tone(
  channels: number,
  put: (view: DataView, at: number, value: number) => void,
  width: number,
): Uint8Array {
  const random = makeRandom(41);
  const view = new DataView(new ArrayBuffer(samples * channels * width));
  for (let n = 0; n < samples; n++)
    for (let c = 0; c < channels; c++)
      put(
        view,
        (n * channels + c) * width,
        0.5 * Math.cos(n / 5 - (c * Math.PI) / 2) + 0.01 * random.normal(),
      );
  return new Uint8Array(view.buffer);
}

const floats = (channels: number): Uint8Array =>
  tone(
    channels,
    (view, at, v) => {
      view.setFloat32(at, v, true);
    },
    4,
  );
const shorts = (channels: number): Uint8Array =>
  tone(
    channels,
    (view, at, v) => {
      view.setInt16(at, v * 32_000, true);
    },
    2,
  );
const bytes = (): Uint8Array =>
  tone(
    2,
    (view, at, v) => {
      view.setUint8(at, 127.5 + 120 * v);
    },
    1,
  );
const packed24 = (): Uint8Array =>
  tone(
    2,
    (view, at, v) => {
      const value = Math.round(v * 8_000_000);
      view.setUint8(at, value & 0xff);
      view.setInt16(at + 1, value >> 8, true);
    },
    3,
  );

export function wavChunk(id: string, body: Uint8Array, stated = body.byteLength): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(stated, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.byteLength & 1)]);
}

export function wavFormat(code: number, channels: number, rate: number, bits: number): Uint8Array {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(code, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt32LE((rate * channels * bits) / 8, 8);
  body.writeUInt16LE((channels * bits) / 8, 12);
  body.writeUInt16LE(bits, 14);
  return wavChunk('fmt ', body);
}

/** Start 2016-01-01 23:19:14.5 UTC, centre 12.9 MHz. */
export function auxi(): Uint8Array {
  const body = Buffer.alloc(68);
  for (const [i, part] of [2016, 1, 5, 1, 23, 19, 14, 500].entries()) body.writeUInt16LE(part, 2 * i);
  body.writeUInt32LE(12_900_000, 32);
  return wavChunk('auxi', body);
}

export function wav(kind: 'RIFF' | 'RF64' | 'BW64', ...chunks: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(chunks);
  const head = Buffer.from(`${kind}\0\0\0\0WAVE`, 'latin1');
  head.writeUInt32LE(kind === 'RIFF' ? body.byteLength + 4 : 0xffffffff, 4);
  return Buffer.concat([head, body]);
}

function rf64(): Uint8Array {
  const data = floats(1);
  const ds64 = Buffer.alloc(28);
  ds64.writeBigUInt64LE(BigInt(data.byteLength), 8);
  return wav('RF64', wavChunk('ds64', ds64), wavFormat(3, 1, 48_000, 32), wavChunk('data', data, 0xffffffff));
}

/** SDRangel's header; the checksum is given, for it is the reader's that is tested. */
export function sdriq(bits: 16 | 24, data: Uint8Array, checksum: (bytes: Uint8Array) => number): Uint8Array {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(2_400_000, 0);
  head.writeBigUInt64LE(433_920_000n, 4);
  head.writeBigUInt64LE(1_700_000_000_123n, 12);
  head.writeUInt32LE(bits, 20);
  head.writeUInt32LE(checksum(head.subarray(0, 28)), 28);
  return Buffer.concat([head, data]);
}

export function sigmfMeta(global: object, captures: object[] = [], annotations: object[] = []): Uint8Array {
  const document = {
    global: { 'core:version': '1.2.5', 'core:sample_rate': 1_000_000, ...global },
    captures,
    annotations,
  };
  return Buffer.from(JSON.stringify(document, undefined, 1));
}

const captures = [
  {
    'core:sample_start': 0,
    'core:frequency': 433.92e6,
    'core:datetime': '2026-01-02T03:04:05Z',
    'core:global_index': 0,
  },
  { 'core:sample_start': 400, 'core:frequency': 434e6, 'core:global_index': 900 },
];
const annotations = [
  {
    'core:sample_start': 100,
    'core:sample_count': 50,
    'core:freq_lower_edge': 433.9e6,
    'core:freq_upper_edge': 433.95e6,
    'core:label': 'burst',
  },
];

/** A tar of these files. */
export async function tar(files: readonly { name: string; bytes: Uint8Array }[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { name, bytes } of files) archive.entry({ name }, Buffer.from(bytes));
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

/** @param checksum CRC-32. @param flac a small FLAC file */
export async function makeSeeds(checksum: (bytes: Uint8Array) => number, flac: Uint8Array): Promise<Seed[]> {
  const complex = { 'core:datatype': 'cf32_le' };
  const meta = { name: 'a.sigmf-meta', bytes: sigmfMeta(complex, captures, annotations), text: true };
  const data = { name: 'a.sigmf-data', bytes: floats(2) };
  const stereo = sigmfMeta({ 'core:datatype': 'ri16_be', 'core:num_channels': 2 });
  const dataset = sigmfMeta(
    { 'core:datatype': 'ci16_le', 'core:dataset': 'a.bin', 'core:trailing_bytes': 8 },
    [
      { 'core:sample_start': 0, 'core:header_bytes': 64 },
      { 'core:sample_start': 300, 'core:header_bytes': 16 },
    ],
  );
  const one = (name: string, content: Uint8Array): Seed => ({ name, files: [{ name, bytes: content }] });
  return [
    { name: 'sigmf', files: [meta, data] },
    {
      name: 'sigmf channels',
      files: [
        { name: 'b.sigmf-meta', bytes: stereo, text: true },
        { name: 'b.sigmf-data', bytes: shorts(2) },
      ],
    },
    {
      name: 'sigmf dataset',
      files: [
        { name: 'c.sigmf-meta', bytes: dataset, text: true },
        { name: 'a.bin', bytes: shorts(2) },
      ],
    },
    one('a.sigmf', await tar([data, meta].map((file) => ({ ...file, name: `a/${file.name}` })))),
    {
      name: 'collection',
      files: [
        {
          name: 'all.sigmf-collection',
          bytes: Buffer.from(
            JSON.stringify({
              collection: {
                'core:version': '1.2.5',
                'core:streams': [{ name: 'a', hash: 'a'.repeat(128) }, ['a', 'b'.repeat(128)]],
              },
            }),
          ),
          text: true,
        },
        meta,
        data,
      ],
    },
    one(
      'mono.wav',
      wav(
        'RIFF',
        wavFormat(1, 1, 48_000, 16),
        wavChunk('LIST', Buffer.from('INFO')),
        wavChunk('data', shorts(1)),
      ),
    ),
    one('iq.wav', wav('RIFF', wavFormat(1, 2, 192_000, 24), auxi(), wavChunk('data', packed24()))),
    one('rf64.wav', rf64()),
    one('a.flac', flac),
    one('a.sdriq', sdriq(16, shorts(2), checksum)),
    one(
      'b.sdriq',
      sdriq(
        24,
        tone(
          2,
          (view, at, v) => {
            view.setInt32(at, v * 8_000_000, true);
          },
          4,
        ),
        checksum,
      ),
    ),
    one('g001_433.92M_250k.cu8', bytes()),
    one('gqrx_20200102_030405_100000000_1800000_fc.raw', floats(2)),
    one('x_433.92M_1000k.cs16', shorts(2)),
  ];
}
