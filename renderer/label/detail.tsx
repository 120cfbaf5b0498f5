/** What the selected labels say, and what can be done with them. */
import { useState } from 'react';
import { Autocomplete, Button, Kbd, Textarea } from '@mantine/core';
import type { Label } from '../../contract/label.ts';
import { useAnalysis } from '../analysis/store.ts';
import {
  commentOn,
  giveClass,
  judgeSelected,
  mergeSelected,
  removeSelected,
  renameSelected,
  splitSelected,
} from './commands.ts';
import { setNameField } from './focus.ts';
import { Swatch } from './list.tsx';
import { boxOf, useLabels, useTaxonomy } from './store.ts';
import { middleText, reviewTones, reviewWords, secondsText, startText, widthText } from './words.ts';

export function LabelDetail(): React.ReactNode {
  const labels = useLabels((state) => state.labels);
  const selected = useLabels((state) => state.selected);
  const chosen = selected.size === 0 ? [] : labels.filter(({ uuid }) => selected.has(uuid));
  const [first] = chosen;
  return (
    <section className="wk-label-detail" aria-label="Selected labels">
      <Classes disabled={first === undefined} />
      {first === undefined ? (
        <p className="wk-empty">
          Click a label, or press <Kbd size="xs">]</Kbd> for the next one to review.
        </p>
      ) : (
        <Selected key={first.uuid} first={first} chosen={chosen} />
      )}
    </section>
  );
}

/** The classes that have a number key. */
function Classes({ disabled }: { disabled: boolean }): React.ReactNode {
  const classes = useTaxonomy((state) => state.classes);
  const keyed = classes.flatMap((one) => (one.key === undefined ? [] : [{ ...one, key: one.key }]));
  if (keyed.length === 0) return null;
  keyed.sort((a, b) => a.key - b.key);
  return (
    <div className="wk-label-classes" role="group" aria-label="Class of the selected labels">
      {keyed.map(({ name, colour, key }) => (
        <button
          key={name}
          type="button"
          disabled={disabled}
          title={`${name} (${String(key)})`}
          onClick={() => giveClass(key)}
        >
          <b>{key}</b>
          <Swatch colour={colour} />
          <span>{name}</span>
        </button>
      ))}
    </div>
  );
}

function Selected({ first, chosen }: { first: Label; chosen: readonly Label[] }): React.ReactNode {
  const several = chosen.length > 1;
  return (
    <>
      <Name chosen={chosen} />
      <div className="wk-label-buttons">
        <Button
          color="green"
          variant="light"
          title="Accept (Enter)"
          onClick={() => judgeSelected('accepted')}
        >
          Accept
        </Button>
        <Button color="red" variant="light" title="Reject (X)" onClick={() => judgeSelected('rejected')}>
          Reject
        </Button>
        {chosen.some(({ reviews }) => reviews.length > 0) && (
          <Button variant="default" title="Take your own verdict back" onClick={() => judgeSelected(null)}>
            Take back
          </Button>
        )}
        <Button
          variant="default"
          title="Split in time at the pointer or the middle (S); in frequency: Shift+S"
          onClick={() => splitSelected('time')}
        >
          Split
        </Button>
        {several && (
          <Button variant="default" title="Merge into one (M)" onClick={mergeSelected}>
            Merge
          </Button>
        )}
        <Button variant="default" title="Remove (Delete)" onClick={removeSelected}>
          Remove
        </Button>
      </div>
      {several ? (
        <p className="wk-empty">{chosen.length.toLocaleString('en')} labels selected.</p>
      ) : (
        <>
          <Facts label={first} />
          <Comment key={first.comment} label={first} />
        </>
      )}
    </>
  );
}

function Name({ chosen }: { chosen: readonly Label[] }): React.ReactNode {
  const classes = useTaxonomy((state) => state.classes);
  const [draft, setDraft] = useState<string>();
  const names = new Set(chosen.map(({ name }) => name));
  const [only] = names;
  const shown = names.size === 1 ? (only ?? '') : '';
  const commit = (text: string | undefined): void => {
    setDraft(undefined);
    const name = text?.trim();
    if (name !== undefined && (names.size > 1 ? name !== '' : name !== shown)) renameSelected(name);
  };
  return (
    <Autocomplete
      ref={setNameField}
      label="Name"
      aria-keyshortcuts="F2"
      placeholder={names.size > 1 ? 'Several names' : 'What it is (F2)'}
      maxLength={100}
      data={classes.map(({ name }) => name)}
      value={draft ?? shown}
      onChange={setDraft}
      onOptionSubmit={commit}
      onBlur={() => commit(draft)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Escape keeps what was; both give the keyboard back to the labels.
        const field = event.currentTarget;
        const written = event.key === 'Enter' ? draft : undefined;
        setTimeout(() => {
          commit(written);
          field.blur();
        });
      }}
    />
  );
}

function Comment({ label }: { label: Label }): React.ReactNode {
  const [draft, setDraft] = useState<string>();
  return (
    <Textarea
      label="Comment"
      size="xs"
      autosize
      minRows={1}
      maxRows={4}
      maxLength={2000}
      value={draft ?? label.comment}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        if (draft !== undefined && draft !== label.comment) commentOn(label.uuid, draft);
        setDraft(undefined);
      }}
    />
  );
}

function Facts({ label }: { label: Label }): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const draft = useLabels((state) => state.draft);
  if (info === undefined) return null;
  const box = boxOf(label, draft);
  return (
    <dl className="wk-label-facts">
      <dt>Time</dt>
      <dd>
        {startText(box, info)} for {secondsText(box, info)}
      </dd>
      <dt>Frequency</dt>
      <dd>
        {middleText(box, info.centreKnown)}, {widthText(box)} wide
      </dd>
      {(label.snrDb !== undefined || label.powerDbfs !== undefined) && (
        <>
          <dt>Strength</dt>
          <dd>
            {[
              label.snrDb === undefined ? '' : `SNR ${label.snrDb.toFixed(1)} dB`,
              label.powerDbfs === undefined ? '' : `${label.powerDbfs.toFixed(1)} dBFS`,
            ]
              .filter((part) => part !== '')
              .join(', ')}
          </dd>
        </>
      )}
      <dt>Author</dt>
      <dd title={label.author}>
        {label.byMachine ? label.author.replace(/@.*/, '') : label.author || 'unknown'}
        {label.confidence !== undefined && `, ${String(Math.round(label.confidence * 100))} % sure`}
      </dd>
      <dt>Review</dt>
      <dd>
        <span className={reviewTones[label.review]}>{reviewWords[label.review]}</span>
        {label.reviews.length > 0 &&
          `: ${label.reviews
            .map(({ by, verdict }) => `${by} ${verdict === 'accepted' ? '✓' : '✗'}`)
            .join(', ')}`}
      </dd>
    </dl>
  );
}
