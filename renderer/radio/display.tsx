/** How spectrum and waterfall are made and shown. */
import { Button, RangeSlider, Select, Slider } from '@mantine/core';
import { formatRounded } from '../../contract/quantity.ts';
import { detectorNames, windowNames } from '../../contract/radio.ts';
import { paletteNames, type ViewSettings } from '../../contract/settings.ts';
import { Row, Section } from '../frame/parts.tsx';
import { changeSpectrum, changeView, useSettings } from '../settings/store.ts';
import { resolutionHz } from './resolution.ts';
import { currentView } from './view.ts';

const sizes = Array.from({ length: 12 }, (_, i) => 512 << i);
const rowRates = [1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 120];

const windowWords: Readonly<Record<(typeof windowNames)[number], string>> = {
  rect: 'Rectangular',
  hann: 'Hann',
  hamming: 'Hamming',
  'blackman-harris': 'Blackman-Harris',
  nuttall: 'Nuttall',
  'flat-top': 'Flat-top',
  kaiser: 'Kaiser',
};
const detectorWords: Readonly<Record<(typeof detectorNames)[number], string>> = {
  average: 'Average',
  peak: 'Peak',
  sample: 'Sample',
};
const paletteWords: Readonly<Record<(typeof paletteNames)[number], string>> = {
  turbo: 'Turbo',
  viridis: 'Viridis (colour-blind safe)',
  plasma: 'Plasma',
  inferno: 'Inferno',
  magma: 'Magma',
  classic: 'Classic',
  'classic-green': 'Classic green',
  greyscale: 'Greyscale',
  websdr: 'WebSDR',
  gqrx: 'Gqrx',
  cubehelix: 'CubeHelix',
  cividis: 'Cividis (colour-blind safe)',
};

/** Options of a list from its words; the value is one of the names or nothing happens. */
function optionsOf<T extends string>(words: Readonly<Record<T, string>>): { value: T; label: string }[] {
  return (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));
}
function choose<T extends string>(names: readonly T[], value: string | null, take: (name: T) => void): void {
  const name = names.find((one) => one === value);
  if (name !== undefined) take(name);
}

export function DisplayPanel({ rateHz }: { rateHz: number }): React.ReactNode {
  const view = useSettings((state) => state.settings.view);
  const { spectrum } = view;
  return (
    <Section name="display" title="Spectrum and waterfall">
      <Row label="FFT" value={`RBW ${formatRounded(resolutionHz(rateHz, spectrum), 'Hz', 3)}`}>
        <Select
          aria-label="FFT size"
          data={sizes.map((size) => ({ value: String(size), label: size.toLocaleString('en') }))}
          value={String(spectrum.fftSize)}
          maxDropdownHeight={340}
          onChange={(size) => changeSpectrum({ fftSize: Number(size) })}
        />
      </Row>
      <Row label="Window">
        <Select
          aria-label="Window"
          data={optionsOf(windowWords)}
          value={spectrum.window}
          onChange={(value) => choose(windowNames, value, (window) => changeSpectrum({ window }))}
        />
      </Row>
      <Row label="Detector">
        <Select
          aria-label="Detector"
          data={optionsOf(detectorWords)}
          value={spectrum.detector}
          onChange={(value) => choose(detectorNames, value, (detector) => changeSpectrum({ detector }))}
        />
      </Row>
      <Row label="Rows/s">
        <Select
          aria-label="Waterfall rows per second"
          data={rowRates.map(String)}
          value={String(spectrum.rowsPerSecond)}
          onChange={(rows) => changeSpectrum({ rowsPerSecond: Number(rows) })}
        />
      </Row>
      <Row label="Overlap" value={`${String(Math.round(spectrum.overlap * 100))} %`}>
        <Slider
          label={null}
          thumbLabel="Overlap of transforms"
          thumbValueText={(percent) => `${String(percent)} percent`}
          min={0}
          max={95}
          step={5}
          value={Math.round(spectrum.overlap * 100)}
          onChange={(percent) => changeSpectrum({ overlap: percent / 100 })}
        />
      </Row>
      <Row label="Palette">
        <Select
          aria-label="Palette"
          data={optionsOf(paletteWords)}
          value={view.palette}
          maxDropdownHeight={340}
          onChange={(value) => choose(paletteNames, value, (palette) => changeView({ palette }))}
        />
      </Row>
      <Levels view={view} />
      <Row label="Time axis">
        <Select
          aria-label="Time axis"
          data={[
            { value: 'utc', label: 'UTC' },
            { value: 'local', label: 'Local time' },
            { value: 'offset', label: 'Since the start' },
          ]}
          value={view.timeAxis}
          onChange={(value) =>
            choose(['utc', 'local', 'offset'] as const, value, (timeAxis) => changeView({ timeAxis }))
          }
        />
      </Row>
      <Row label="Plot height" value={`${String(Math.round(view.spectrumShare * 100))} %`}>
        <Slider
          label={null}
          thumbLabel="Height of the spectrum plot"
          thumbValueText={(percent) => `${String(percent)} percent`}
          min={10}
          max={80}
          value={Math.round(view.spectrumShare * 100)}
          onChange={(percent) => changeView({ spectrumShare: percent / 100 })}
        />
      </Row>
    </Section>
  );
}

/** The colour range never gets narrower than this: less would be noise in one colour. */
const smallestSpanDb = 5;

function Levels({ view }: { view: ViewSettings }): React.ReactNode {
  return (
    <Row
      label="Levels"
      value={
        <Button size="compact-xs" variant="default" onClick={() => void currentView()?.autoLevels()}>
          Auto
        </Button>
      }
      note={`${view.minDb.toFixed(0)} to ${view.maxDb.toFixed(0)} dBFS`}
    >
      <RangeSlider
        label={null}
        min={-160}
        max={10}
        minRange={smallestSpanDb}
        value={[view.minDb, view.maxDb]}
        thumbFromLabel="Lowest level"
        thumbToLabel="Highest level"
        onChange={([minDb, maxDb]) => changeView({ minDb, maxDb })}
      />
    </Row>
  );
}
