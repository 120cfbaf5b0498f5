/** The `?` overlay: every key and what it does. */
import { Fragment } from 'react';
import { Kbd, Modal } from '@mantine/core';
import { actions } from '../actions.ts';
import { showShortcuts, useFrame } from './store.ts';

/** Keys that belong to one element and aren't actions. */
const local: readonly (readonly [string, string])[] = [
  ['0–9', 'Dial: write the digit'],
  ['↑ ↓', 'Dial: one up or down (Shift ×5, Ctrl ×2)'],
  ['Delete', 'Dial: zero what is right of the digit'],
  ['Ctrl+C', 'Dial: copy the frequency'],
  ['Wheel', 'Waterfall: tune by a step (Shift ×10, Alt ×0.1)'],
  ['Ctrl+Wheel', 'Waterfall: zoom about the pointer'],
  ['Click', 'Waterfall: tune there'],
  ['Drag', 'Waterfall: move along the band'],
  ['Shift+Click', 'Waterfall: place a marker'],
  ['Right click', 'Waterfall: take the last marker away (Shift: all)'],
];

const signs: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

/** How a key is printed. */
export const printKey = (key: string): string =>
  key.replace(/(Left|Right|Up|Down)$/, (name) => signs[name] ?? name);

export function Shortcuts(): React.ReactNode {
  const opened = useFrame((state) => state.shortcuts);
  const rows = [
    ...actions.flatMap(({ key, label }) => (key === undefined ? [] : [[printKey(key), label] as const])),
    ...local,
  ];
  return (
    <Modal opened={opened} onClose={() => showShortcuts(false)} title="Keyboard shortcuts" size="lg">
      <div className="wk-keys">
        {rows.map(([key, label]) => (
          <Fragment key={`${key} ${label}`}>
            <Kbd size="xs">{key}</Kbd>
            <span>{label}</span>
          </Fragment>
        ))}
      </div>
    </Modal>
  );
}
