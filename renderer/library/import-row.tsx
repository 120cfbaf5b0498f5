/** One file of an import. What is missing or only likely is a field; what the file says itself is a text. */
import { memo, useState } from 'react';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoCircle,
} from '@tabler/icons-react';
import { Stated } from '../../contract/library.ts';
import {
  canChoose,
  facts,
  factProblem,
  factText,
  fieldText,
  isOpen,
  likelyOf,
  missingOf,
  readFact,
  standingOf,
  unconfirmed,
  valueOf,
  type FactName,
  type Item,
} from './candidates.ts';
import { confirmItem, sayFact, toggleItem, useImport } from './import-store.ts';
import { Name } from './name.tsx';
import { elapsedText, formatWords, sizeText } from './words.ts';

interface RowProps {
  item: Item;
  /** Its place among all files. */
  index: number;
  /** Its place in the list that is shown. */
  row: number;
  top: number;
  current: boolean;
}

export const importRowId = (index: number): string => `wk-candidate-${String(index)}`;

const factNames: Readonly<Record<FactName, string>> = {
  datatype: 'Type',
  sampleRateHz: 'Sample rate',
  centreHz: 'Frequency',
  startedMs: 'Start (UTC)',
};
const columnOf: Readonly<Record<FactName, string>> = {
  datatype: 'datatype',
  sampleRateHz: 'rate',
  centreHz: 'centre',
  startedMs: 'start',
};

export const ImportRow = memo(function ImportRow({
  item,
  index,
  row,
  top,
  current,
}: RowProps): React.ReactNode {
  const { candidate } = item;
  const { name, format, seconds, bytes } = candidate;
  return (
    <div
      role="row"
      id={importRowId(index)}
      aria-rowindex={row + 2}
      aria-selected={item.chosen}
      className="wk-candidate"
      data-current={current || undefined}
      style={{ transform: `translateY(${String(top)}px)` }}
      onMouseDown={() => useImport.setState({ cursor: index })}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Take ${name}`}
          disabled={!canChoose(item)}
          checked={item.chosen}
          onChange={() => toggleItem(index)}
        />
      </span>
      <span role="gridcell" className="wk-cand-name" aria-label={name}>
        <Name name={name} />
      </span>
      <span role="gridcell" className="wk-cand-format">
        {formatWords[format]}
      </span>
      {facts.map((fact) => (
        <span key={fact} role="gridcell" className={`wk-cand-${columnOf[fact]}`}>
          {isOpen(item, fact) && asksFor(item, fact) ? (
            <FactField item={item} index={index} fact={fact} current={current} />
          ) : (
            factText(fact, valueOf(item, fact))
          )}
        </span>
      ))}
      <span role="gridcell" className="wk-cand-length">
        {seconds === undefined ? '' : elapsedText(seconds)}
      </span>
      <span role="gridcell" className="wk-cand-size">
        {sizeText(bytes)}
      </span>
      <Standing item={item} index={index} />
    </div>
  );
});

/** A real file needs no frequency; nobody is asked for one. */
const asksFor = (item: Item, fact: FactName): boolean =>
  fact !== 'datatype' ||
  item.candidate.datatype === undefined ||
  item.candidate.likely?.datatype !== undefined;

function FactField(props: { item: Item; index: number; fact: FactName; current: boolean }): React.ReactNode {
  const { item, index, fact, current } = props;
  const likely = likelyOf(item, fact);
  const needed = missingOf(item).includes(fact);
  const label = `${factNames[fact]} of ${item.candidate.name}`;
  const mark = { 'data-needed': needed || undefined, 'data-likely': likely !== undefined || undefined };
  // Only the row with the cursor has stops: nobody tabs through thousands of fields.
  const tabIndex = current ? 0 : -1;
  if (fact === 'datatype')
    return (
      <select
        className="wk-fact"
        {...mark}
        aria-label={label}
        tabIndex={tabIndex}
        value={item.stated.datatype ?? ''}
        onChange={(event) => {
          const read = Stated.shape.datatype.safeParse(event.currentTarget.value);
          sayFact(index, fact, read.success ? read.data : undefined);
        }}
      >
        <option value="">{likely === undefined ? '?' : `${String(likely)}?`}</option>
        {datatypes.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </select>
    );
  return (
    <TextFact
      key={String(item.stated[fact])}
      label={label}
      fact={fact}
      value={fieldText(fact, valueOf(item, fact))}
      placeholder={likely === undefined ? '?' : `${factText(fact, likely)}?`}
      mark={mark}
      tabIndex={tabIndex}
      onSay={(value) => sayFact(index, fact, value)}
    />
  );
}

const datatypes = ['cu8', 'cs8', 'cs16', 'cf32', 'rs16', 'ru8', 'rf32'] as const;

interface TextFactProps {
  label: string;
  fact: Exclude<FactName, 'datatype'>;
  value: string;
  placeholder: string;
  mark: Record<string, true | undefined>;
  tabIndex: number;
  onSay: (value: number | undefined) => void;
}

/** Counts when the field is left or with Enter; Escape takes back what was typed. */
function TextFact({
  label,
  fact,
  value,
  placeholder,
  mark,
  tabIndex,
  onSay,
}: TextFactProps): React.ReactNode {
  const [typed, setTyped] = useState<string>();
  const problem = typed === undefined ? undefined : factProblem(fact, typed);
  const keep = (): void => {
    if (typed === undefined || problem !== undefined) return;
    if (typed !== value) onSay(readFact(fact, typed));
    setTyped(undefined);
  };
  const back = (): void =>
    document.querySelector<HTMLElement>('.wk-candidates')?.focus({ preventScroll: true });
  return (
    <input
      className="wk-fact"
      {...mark}
      // Escape leaves the field; the dialog stays.
      data-mantine-stop-propagation
      aria-label={label}
      aria-invalid={problem !== undefined}
      title={problem}
      tabIndex={tabIndex}
      spellCheck={false}
      placeholder={placeholder}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey) {
          keep();
          if (problem === undefined) back();
        }
        if (event.key === 'Escape') {
          setTyped(undefined);
          back();
        }
      }}
    />
  );
}

function Standing({ item, index }: { item: Item; index: number }): React.ReactNode {
  const { candidate } = item;
  switch (standingOf(item)) {
    case 'rejected':
      return (
        <span role="gridcell" className="wk-cand-standing wk-bad" title={candidate.rejected?.message}>
          <IconAlertTriangle size={14} aria-hidden /> {candidate.rejected?.message}
        </span>
      );
    case 'known':
      return (
        <span role="gridcell" className="wk-cand-standing wk-dim">
          <IconInfoCircle size={14} aria-hidden /> In the library already
        </span>
      );
    case 'ask':
      return (
        <span role="gridcell" className="wk-cand-standing wk-warn" title={candidate.questions.join(' ')}>
          <IconHelpCircle size={14} aria-hidden /> {askText(item)}
          {unconfirmed(item).length > 0 && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={`Confirm what is likely of ${candidate.name}`}
              title="Confirm (C)"
              onClick={() => confirmItem(index)}
            >
              <IconCheck size={13} aria-hidden /> Confirm
            </button>
          )}
        </span>
      );
    case 'ready':
      return (
        <span role="gridcell" className="wk-cand-standing wk-good">
          <IconCircleCheck size={14} aria-hidden />{' '}
          {candidate.annotations === undefined || candidate.annotations === 0
            ? 'Ready'
            : `Ready, ${candidate.annotations.toLocaleString('en')} labels`}
        </span>
      );
  }
}

function askText(item: Item): string {
  const missing = missingOf(item).filter((fact) => likelyOf(item, fact) === undefined);
  if (missing.length > 0) return `${missing.map((fact) => factNames[fact]).join(', ')}?`;
  return 'Likely';
}
