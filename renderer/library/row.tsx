/** One row of the list. */
import { memo } from 'react';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconFileOff,
  IconFolder,
  IconLink,
  IconScissors,
} from '@tabler/icons-react';
import type { LibraryEntry } from '../../contract/library.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { clickMeans } from '../frame/chooser.ts';
import { isSelected } from '../frame/selection.ts';
import { attempt } from '../frame/toasts.tsx';
import { columnHz } from '../tasks/frequencies.ts';
import { chooseRow } from './choose.ts';
import { openEntry, starEntry } from './commands.ts';
import { Name } from './name.tsx';
import { Stars } from './stars.tsx';
import { useLibrary } from './store.ts';
import { Thumb } from './thumb.tsx';
import { conditionWords, decibelText, elapsedText, placeWords, utcText, sizeText } from './words.ts';

interface RowProps {
  entry: LibraryEntry;
  index: number;
  top: number;
}

/** DOM id of a row, for `aria-activedescendant`: ids of recordings hold anything, places of rows don't. */
export const rowId = (index: number): string => `wk-entry-${String(index)}`;

export const EntryRow = memo(function EntryRow({ entry, index, top }: RowProps): React.ReactNode {
  const selected = useLibrary(({ selection }) => isSelected(selection, entry.id));
  const current = useLibrary(({ cursorId }) => cursorId === entry.id);
  const choose = (event: React.MouseEvent): void => {
    const box = event.target instanceof Element && event.target.closest('.wk-task-box') !== null;
    const means = clickMeans(event);
    chooseRow(entry, index, box && means === 'alone' ? 'join' : means);
  };
  return (
    <div
      role="row"
      id={rowId(index)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="wk-list-row wk-entry-row"
      data-current={current || undefined}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={choose}
      onDoubleClick={() => openEntry(entry)}
    >
      <span role="gridcell" className="wk-task-box">
        <i className="wk-check" data-on={selected || undefined} aria-hidden />
      </span>
      <span role="gridcell" className="wk-col-stars" onDoubleClick={(event) => event.stopPropagation()}>
        <Stars stars={entry.stars} onStars={(stars) => attempt(() => starEntry(entry, stars))} />
      </span>
      <span role="gridcell" className="wk-col-thumb">
        <Thumb id={entry.id} />
      </span>
      <span role="gridcell" className="wk-col-name" aria-label={entry.name}>
        <Name name={entry.name} />
      </span>
      <span role="gridcell" className="wk-col-start">
        {utcText(entry.startedMs)}
      </span>
      <span role="gridcell" className="wk-col-frequency">
        {entry.centreHz === undefined ? '' : columnHz(entry.centreHz)}
      </span>
      <span role="gridcell" className="wk-col-rate">
        {entry.sampleRateHz === undefined ? (
          <span className="wk-warn">Unknown</span>
        ) : (
          formatRounded(entry.sampleRateHz, 'S/s')
        )}
      </span>
      <span role="gridcell" className="wk-col-length">
        {elapsedText(entry.seconds)}
      </span>
      <span role="gridcell" className="wk-col-size">
        {sizeText(entry.bytes)}
      </span>
      <Labels entry={entry} />
      <span role="gridcell" className="wk-col-strength">
        {decibelText(entry.strongestSnrDb)}
      </span>
      <State entry={entry} />
    </div>
  );
});

/** Names with their counts; as many as there is room for, the rest behind an ellipsis. */
function Labels({ entry: { labels, labelCount, unreviewed } }: { entry: LibraryEntry }): React.ReactNode {
  const words = labels.map(({ name, count }) => `${name} ${count.toLocaleString('en')}`);
  const title = [...words, ...(unreviewed > 0 ? [`${unreviewed.toLocaleString('en')} to review`] : [])].join(
    ', ',
  );
  return (
    <span role="gridcell" className="wk-col-labels" title={title}>
      {labels.map(({ name, count }) => (
        <span key={name} className="wk-entry-label">
          {name} <b>{count.toLocaleString('en')}</b>
        </span>
      ))}
      {labels.length === 0 && labelCount > 0 && <span>{labelCount.toLocaleString('en')}</span>}
    </span>
  );
}

const conditionIcons = {
  complete: IconCircleCheck,
  'cut-short': IconScissors,
  changed: IconAlertTriangle,
  missing: IconFileOff,
  unreadable: IconAlertTriangle,
} as const;

function State({ entry: { place, condition, problem } }: { entry: LibraryEntry }): React.ReactNode {
  const Place = place === 'folder' ? IconFolder : IconLink;
  const Condition = conditionIcons[condition];
  const { word, tone } = conditionWords[condition];
  return (
    <span role="gridcell" className="wk-col-state" title={`${placeWords[place]}. ${problem ?? `${word}.`}`}>
      <Place size={15} role="img" aria-label={placeWords[place]} className="wk-dim" />
      <Condition size={15} role="img" aria-label={word} className={tone} />
    </span>
  );
}
