/** The `?` overlay: every key and what it does, by the page it holds on. */
import { Fragment } from 'react';
import { Kbd, Modal } from '@mantine/core';
import { actions } from '../actions.ts';
import { showShortcuts, useFrame, type Page } from './store.ts';

type Line = readonly [key: string, what: string];

/** Keys that belong to one element and aren't actions. */
const local: Partial<Record<Page, readonly Line[]>> = {
  receive: [
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
  ],
  tasks: [
    ['Shift+Click', 'List: select up to there'],
    ['Ctrl+Click', 'List: select or leave out one row'],
    ['Wheel', 'Timeline: zoom about the pointer (Shift: move)'],
    ['← →', 'Timeline: move in time'],
    ['+ −', 'Timeline: zoom'],
    ['↑ ↓', 'Timeline: the task before or after'],
    ['Home', 'Timeline: back to now'],
  ],
  library: [
    ['Double click', 'List: open in analysis'],
    ['Shift+Click', 'List: select up to there'],
    ['Ctrl+Click', 'List: select or leave out one row'],
    ['Space', 'Import: take a file or leave it out'],
    ['A', 'Import: take all of the list, or none'],
    ['C', 'Import: confirm what is likely'],
    ['Shift+C', 'Import: the same for all that are alike'],
    ['Enter', 'Import: to the fields of a file'],
    ['Ctrl+Enter', 'Import: begin'],
  ],
  analysis: [
    ['Wheel', 'Picture: move in time (Alt: in frequency)'],
    ['Ctrl+Wheel', 'Picture: zoom time about the pointer'],
    ['Shift+Wheel', 'Picture: zoom frequency about the pointer'],
    ['Wheel', 'Axis: zoom about the pointer'],
    ['Drag', 'Picture: select, move or label, as the tool says'],
    ['Space+Drag', 'Picture: move (middle button too)'],
    ['Shift+Click', 'Picture: place a marker'],
    ['Right click', 'Picture: take the last marker away (Shift: all)'],
    ['1–9', 'Selected labels: give the class of the key'],
    ['↑ ↓ ← →', 'Selected labels: move by a bin or row (Shift: resize)'],
    ['S', 'Selected labels: split in time (Shift: in frequency)'],
    ['M', 'Selected labels: merge'],
    ['Delete', 'Selected labels: remove'],
    ['Tab', 'Selected labels: the next one (Shift: the one before)'],
    ['F2', 'Selected labels: name'],
  ],
  labels: [['1–9', 'Review: give the class of the key']],
  sources: [
    ['Enter', 'List: change the source'],
    ['↑ ↓ ← →', 'Map: move'],
    ['+ −', 'Map: zoom'],
    ['Enter', 'Map: select the source nearest to the middle'],
    ['Home', 'Map: show every source'],
  ],
  sessions: [['Ctrl+Enter', 'Notes of a review: approve or reject']],
};

const groups: readonly { page: Page | undefined; title: string }[] = [
  { page: undefined, title: 'Everywhere' },
  { page: 'receive', title: 'Receive' },
  { page: 'tasks', title: 'Tasks' },
  { page: 'library', title: 'Library' },
  { page: 'analysis', title: 'Analysis' },
  { page: 'labels', title: 'Labels' },
  { page: 'sources', title: 'Sources' },
  { page: 'sessions', title: 'Sessions' },
];

const signs: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

/** How a key is printed. */
export const printKey = (key: string): string =>
  key.replace(/(Left|Right|Up|Down)$/, (name) => signs[name] ?? name);

function linesOf(page: Page | undefined): Line[] {
  const named = actions.flatMap((action): Line[] =>
    action.key === undefined || action.page !== page ? [] : [[printKey(action.key), action.label]],
  );
  return [...named, ...(page === undefined ? [] : (local[page] ?? []))];
}

export function Shortcuts(): React.ReactNode {
  const opened = useFrame((state) => state.shortcuts);
  const current = useFrame((state) => state.page);
  // The page in front comes first: its keys are what is looked for.
  const ordered = [
    ...groups.filter(({ page }) => page === current),
    ...groups.filter(({ page }) => page !== current),
  ];
  return (
    <Modal opened={opened} onClose={() => showShortcuts(false)} title="Keyboard shortcuts" size="xl">
      {ordered.map(({ page, title }) => (
        <section key={title} aria-label={title}>
          <h3 className="wk-keys-title">{title}</h3>
          <div className="wk-keys">
            {linesOf(page).map(([key, label]) => (
              <Fragment key={`${key} ${label}`}>
                <Kbd size="xs">{key}</Kbd>
                <span>{label}</span>
              </Fragment>
            ))}
          </div>
        </section>
      ))}
    </Modal>
  );
}
