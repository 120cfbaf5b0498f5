/** The built-in scenes. Places and powers don't depend on the seed; contents, times and noise do. */
import { fsk, linear, ofdm, ook, ppm } from './digital.ts';
import { am, carrier, nfm, wfm } from './waveforms.ts';
import type { Emitter, EmitterKind, Scene, Waveform } from './scene.ts';

type More = Partial<Pick<Emitter, 'bursts' | 'hopsHz' | 'drift' | 'fading' | 'group'>>;

function emitter(
  kind: EmitterKind,
  centreHz: number,
  powerDbfs: number,
  bandwidthHz: number,
  waveform: Waveform,
  more: More = {},
): Emitter {
  return { kind, centreHz, powerDbfs, bandwidthHz, waveform, ...more };
}

const tone = (centreHz: number, powerDbfs: number, more: More = {}): Emitter =>
  emitter('carrier', centreHz, powerDbfs, 0, carrier, more);

/** Three programmes shared by all stations: a table per station would cost start-up time for nothing. */
const station = (centreHz: number, powerDbfs: number, programme: number, more: More = {}): Emitter =>
  emitter('wfm', centreHz, powerDbfs, 180_000, wfm(`programme ${programme}`), more);

/** Around 100 MHz: continuous carriers of known power, apart from everything modulated. */
const measured: readonly Emitter[] = [
  tone(99_100_000, -28),
  tone(99_400_000, -38),
  tone(99_850_000, -32),
  tone(100_050_000, -44),
  tone(100_450_000, -30),
  tone(100_950_000, -50),
  emitter('am', 99_250_000, -36, 6800, am('test')),
  emitter('nfm', 99_700_000, -38, 12_000, nfm('test')),
  emitter('psk', 100_300_000, -36, 33_750, linear('qpsk', 4, 25_000)),
  emitter('qam', 99_550_000, -38, 33_750, linear('qam16', 16, 25_000)),
  station(100_700_000, -34, 0),
];

const stations: readonly Emitter[] = [
  88_500_000, 89_900_000, 91_300_000, 92_700_000, 94_100_000, 95_500_000, 96_900_000, 98_300_000, 101_700_000,
  103_100_000, 104_500_000, 105_900_000, 107_300_000,
].map((centreHz, index) =>
  station(
    centreHz,
    -30 - ((index * 5) % 17),
    index % 3,
    index % 4 === 3 ? { fading: { rateHz: 0.7, scatter: 0.4 } } : {},
  ),
);

const airband: readonly Emitter[] = [118_100_000, 121_500_000, 124_350_000, 128_800_000, 132_050_000].flatMap(
  (centreHz, index) => [
    emitter('am', centreHz, -34 - 3 * index, 6800, am(`air ${index % 2}`), {
      ...(index === 1 ? {} : { bursts: { everyS: 4 + index, onS: 0.5, jitter: 1 } }),
    }),
  ],
);

const twoMetres: readonly Emitter[] = [
  emitter('nfm', 144_800_000, -34, 12_000, nfm('packet', 2500), {
    bursts: { everyS: 1.5, onS: 0.5, jitter: 1 },
  }),
  emitter('nfm', 145_500_000, -30, 12_000, nfm('voice'), { fading: { rateHz: 3, scatter: 0.3 } }),
  tone(144_400_000, -46, { drift: { hz: 150, periodS: 20 } }),
  tone(145_800_000, -52),
];

/** Fifty carriers on a raster of 25 kHz: one for each task of a load test, all inside one tuning of 2.4 MS/s. */
const raster: readonly Emitter[] = Array.from({ length: 50 }, (_, index) =>
  tone(446_000_000 + index * 25_000, -34 - ((index * 7) % 12)),
);

const shortRange: readonly Emitter[] = [
  emitter('ook', 433_920_000, -24, 8000, ook('remote', 400e-6, 0.096), {
    bursts: { everyS: 0.4, onS: 0.096, jitter: 0.8 },
  }),
  emitter('ook', 433_860_000, -34, 16_000, ook('sensor', 200e-6, 0.048), {
    bursts: { everyS: 0.7, onS: 0.048, jitter: 1 },
  }),
  emitter('fsk', 433_980_000, -28, 25_000, fsk('meter', 4800, 10_000, 0.06), {
    bursts: { everyS: 0.9, onS: 0.06, jitter: 1 },
  }),
  emitter('fsk', 868_300_000, -26, 60_000, fsk('868', 17_241, 20_000, 0.03), {
    bursts: { everyS: 0.35, onS: 0.03, jitter: 1 },
  }),
  emitter('fsk', 868_950_000, -32, 200_000, fsk('wmbus', 100_000, 50_000, 0.012), {
    bursts: { everyS: 0.25, onS: 0.012, jitter: 1 },
  }),
  emitter('hopping', 915_000_000, -28, 60_000, fsk('hop', 19_200, 20_000, 0.04), {
    bursts: { everyS: 0.05, onS: 0.04, jitter: 0.3 },
    hopsHz: Array.from({ length: 16 }, (_, k) => (k - 7.5) * 200_000),
  }),
];

const aircraft: readonly Emitter[] = [
  emitter('ppm', 1_090_000_000, -18, 2_600_000, ppm('strong'), {
    bursts: { everyS: 0.021, onS: 120e-6, jitter: 1 },
  }),
  emitter('ppm', 1_090_000_000, -30, 2_600_000, ppm('weak'), {
    bursts: { everyS: 0.013, onS: 120e-6, jitter: 1 },
  }),
];

/** A wide signal as sub-bands of 1.25 MHz, so that a narrow radio renders only what it hears. */
function wireless(centreHz: number, powerDbfs: number, more: More): Emitter[] {
  const parts = 13;
  const carriers = 4;
  const spacingHz = 312_500;
  const widthHz = carriers * spacingHz;
  const group = { name: `ofdm ${centreHz}`, centreHz, bandwidthHz: parts * widthHz };
  return Array.from({ length: parts }, (_, k) =>
    emitter(
      'ofdm',
      centreHz + (k - (parts - 1) / 2) * widthHz,
      powerDbfs - 10 * Math.log10(parts),
      widthHz,
      ofdm(`wireless ${k}`, carriers, spacingHz, 300),
      { ...more, group },
    ),
  );
}

const wide: readonly Emitter[] = [
  ...wireless(2_412_000_000, -20, { bursts: { everyS: 0.003, onS: 0.0012, jitter: 1 } }),
  ...wireless(2_437_000_000, -28, { bursts: { everyS: 0.005, onS: 0.0012, jitter: 1 } }),
  emitter('hopping', 2_440_000_000, -26, 1_000_000, fsk('bt', 1_000_000, 160_000, 366e-6), {
    bursts: { everyS: 0.00125, onS: 366e-6, jitter: 0 },
    hopsHz: Array.from({ length: 79 }, (_, k) => (k - 38) * 1_000_000),
  }),
  emitter('psk', 1_544_500_000, -30, 1_350_000, linear('sat', 4, 1_000_000)),
  emitter('qam', 474_000_000, -28, 1_350_000, linear('cable', 64, 1_000_000)),
];

/** Half a step of an 8-bit converter at the slowest rate, two and more from 5 MS/s on: noise, not steps, is seen. */
const noiseDbfsPerHz = -100;

export const scenes: readonly Scene[] = [
  {
    name: 'band',
    label: 'Simulated band: many known signals',
    emitters: [
      ...measured,
      ...stations,
      ...airband,
      ...twoMetres,
      ...shortRange,
      ...raster,
      ...aircraft,
      ...wide,
    ],
    noiseDbfsPerHz,
    dcDbfs: -55,
    imageDb: -50,
  },
  {
    name: 'quiet',
    label: 'Simulated silence: noise alone',
    emitters: [],
    noiseDbfsPerHz,
    dcDbfs: -Infinity,
    imageDb: -Infinity,
  },
  {
    name: 'fm',
    label: 'Simulated broadcast: FM stations',
    emitters: [...stations, station(100_000_000, -26, 1)],
    noiseDbfsPerHz,
    dcDbfs: -Infinity,
    imageDb: -Infinity,
  },
];
