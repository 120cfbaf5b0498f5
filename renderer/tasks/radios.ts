/** Radios as tasks name them. */
import { useMemo } from 'react';
import type { RadioInfo } from '../../contract/radio.ts';
import { useRadios } from '../radio/store.ts';
import { useSettings } from '../settings/store.ts';

export interface RadioGroup {
  group: string;
  items: { value: string; label: string }[];
}

const driverNames: Readonly<Record<string, string>> = {
  rtlsdr: 'RTL-SDR',
  hackrf: 'HackRF',
  airspy: 'Airspy',
  airspyhf: 'Airspy HF+',
  rtltcp: 'rtl_tcp server',
  sim: 'simulated radio',
  file: 'file',
};

/** Names of radios by id; simulated ones say so. */
export function labelsOf(radios: readonly RadioInfo[]): Record<string, string> {
  const kinds = Object.entries(driverNames).map(([driver, name]): [string, string] => [
    driver,
    `Any ${name}`,
  ]);
  return Object.fromEntries<string>([
    ...kinds,
    ...radios.map(({ id, label, simulated }): [string, string] => [
      id,
      simulated && !/simulated/i.test(label) ? `${label} (simulated)` : label,
    ]),
  ]);
}

/** The part of a name that fits a column: `Simulated band` of `Simulated band: many known signals`. */
export const shortLabel = (label: string): string => label.split(': ', 1)[0] ?? label;

/** What a task may ask for: any radio, a kind, a group, one radio. Pure. */
export function choicesOf(
  radios: readonly RadioInfo[],
  groups: Readonly<Record<string, readonly string[]>>,
  current: string,
): RadioGroup[] {
  const labels = labelsOf(radios);
  // Files are named one by one: any file is nobody's wish.
  const drivers = [...new Set(radios.map(({ driver }) => driver))]
    .filter((driver) => driver !== 'file')
    .sort();
  const choices: RadioGroup[] = [
    {
      group: 'By what is there',
      items: [
        { value: 'any', label: 'Any real radio' },
        ...drivers.map((driver) => ({ value: driver, label: labels[driver] ?? `Any ${driver}` })),
      ],
    },
    {
      group: 'Groups',
      items: Object.keys(groups).map((name) => ({ value: `group:${name}`, label: `Group ${name}` })),
    },
    { group: 'One radio', items: radios.map(({ id }) => ({ value: id, label: labels[id] ?? id })) },
  ].filter(({ items }) => items.length > 0);
  // A task that is duplicated may ask for a radio that isn't plugged in.
  if (!choices.some(({ items }) => items.some(({ value }) => value === current)))
    choices.push({ group: 'Not here now', items: [{ value: current, label: current }] });
  return choices;
}

export function useLabels(): Readonly<Record<string, string>> {
  const radios = useRadios((state) => state.radios);
  return useMemo(() => labelsOf(radios), [radios]);
}

export function useChoices(current: string): RadioGroup[] {
  const radios = useRadios((state) => state.radios);
  const groups = useSettings((state) => state.settings.radioGroups);
  return useMemo(() => choicesOf(radios, groups, current), [radios, groups, current]);
}
