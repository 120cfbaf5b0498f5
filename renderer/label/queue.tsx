/** The labels that wait for a verdict, the least certain first. */
import { useEffect, useRef } from 'react';
import { Button, Kbd, Select, Switch } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { isTyping, nameOf } from '../frame/keys.ts';
import { plainColour } from './draw.ts';
import { Swatch } from './list.tsx';
import {
  changeQueue,
  classify,
  judge,
  openInAnalysis,
  takeBack,
  takeQueue,
  useLabelsPage,
  type QueueRow,
} from './page-store.ts';
import { QueueDetail } from './queue-detail.tsx';
import { useTaxonomy } from './store.ts';
import { useAsked } from './use-asked.ts';
import { useColours } from './use-labels.ts';
import { middleText, nameText, secondsText, widthText } from './words.ts';

const rowPx = 46;
/** The contract's most; more are asked for when these are decided. */
const asked = 200;

export function QueueTools(): React.ReactNode {
  const { second, name } = useLabelsPage();
  const classes = useTaxonomy((state) => state.classes);
  return (
    <>
      <Select
        aria-label="Only labels of this class"
        w={170}
        clearable
        placeholder="Every class"
        data={classes.map((one) => one.name)}
        value={name === '' ? null : name}
        onChange={(next) => changeQueue({ name: next ?? '' })}
      />
      <Switch
        label="Second pair of eyes"
        title="Only what another has accepted and you have not looked at (P)"
        checked={second}
        onChange={(event) => changeQueue({ second: event.currentTarget.checked })}
      />
    </>
  );
}

/** Number keys give a class; they stand in no list of actions, there are nine of them. */
function useDigits(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const digit = /^[1-9]$/.exec(nameOf(event))?.[0];
      const { target } = event;
      if (digit === undefined || event.defaultPrevented || event.repeat) return;
      if (
        target instanceof HTMLElement &&
        isTyping({ tagName: target.tagName, role: target.getAttribute('role') })
      )
        return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      event.preventDefault();
      classify(Number(digit));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

export function ReviewPart(): React.ReactNode {
  const { second, name, rows, total, cursorId } = useLabelsPage();
  useDigits();
  const answer = useAsked(JSON.stringify([second, name]), (client) =>
    client.label.queue({ second, limit: asked, ...(name === '' ? {} : { name }) }),
  );
  useEffect(() => {
    if (answer !== undefined) takeQueue(answer);
  }, [answer]);
  const current = rows.find(({ label }) => label.uuid === cursorId);
  if (total === 0 && rows.length === 0)
    return (
      <div className="wk-label-none">
        <strong>{second ? 'Nothing waits for a second pair of eyes.' : 'Nothing waits for a review.'}</strong>
        {second ? (
          <p>
            What somebody else accepted stands here until a second person has decided. What you accepted
            yourself is not asked of you again. Who you are is your account on this computer: the other person
            works under an account of their own, or takes the recordings along as a bundle.
          </p>
        ) : (
          <p>
            Labels come from the detector (<Kbd size="xs">D</Kbd> in the analysis of a recording), from tasks
            with detections, and from boxes drawn by hand. Those nobody has decided on stand here, the least
            certain first.
          </p>
        )}
      </div>
    );
  return (
    <div className="wk-review">
      <QueueList rows={rows} cursorId={cursorId} total={total} />
      {current === undefined ? (
        <p className="wk-empty">Choose a label: click its row, or use the arrow keys.</p>
      ) : (
        <section className="wk-review-detail" aria-label="Label to review">
          <QueueDetail key={current.label.uuid} row={current} />
          <div className="wk-label-buttons">
            <Button color="green" variant="light" title="Accept (Enter)" onClick={() => judge('accepted')}>
              Accept
            </Button>
            <Button color="red" variant="light" title="Reject (X)" onClick={() => judge('rejected')}>
              Reject
            </Button>
            <Button variant="default" title="Open in the analysis (O)" onClick={openInAnalysis}>
              Open in analysis
            </Button>
            <Button variant="default" title="Take the last verdict back (Ctrl+Z)" onClick={takeBack}>
              Undo
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

const rowId = (uuid: string): string => `wk-queue-${uuid}`;

function QueueList({
  rows,
  cursorId,
  total,
}: {
  rows: readonly QueueRow[];
  cursorId: string | undefined;
  total: number | undefined;
}): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 8,
  });
  const at = rows.findIndex(({ label }) => label.uuid === cursorId);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  return (
    <div className="wk-queue">
      <p className="wk-queue-count" role="status">
        {total === undefined ? 'Asking…' : `${total.toLocaleString('en')} to review, the least certain first`}
      </p>
      <div
        ref={frame}
        className="wk-label-list"
        role="listbox"
        tabIndex={0}
        aria-label="Labels to review"
        {...(at >= 0 && cursorId !== undefined ? { 'aria-activedescendant': rowId(cursorId) } : {})}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
          if (next !== undefined) useLabelsPage.setState({ cursorId: next.label.uuid });
        }}
      >
        <div className="wk-label-rows" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <QueueLine
                  key={row.label.uuid}
                  row={row}
                  top={start}
                  place={index + 1}
                  count={rows.length}
                  current={row.label.uuid === cursorId}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function QueueLine({
  row: { recordingId, label },
  top,
  place,
  count,
  current,
}: {
  row: QueueRow;
  top: number;
  place: number;
  count: number;
  current: boolean;
}): React.ReactNode {
  const entry = useLabelsPage((state) => state.recordings.get(recordingId));
  const colours = useColours();
  const rate = entry?.sampleRateHz;
  return (
    <div
      id={rowId(label.uuid)}
      className="wk-label-row wk-queue-row"
      role="option"
      aria-selected={current}
      aria-setsize={count}
      aria-posinset={place}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => useLabelsPage.setState({ cursorId: label.uuid })}
      onDoubleClick={openInAnalysis}
    >
      <Swatch colour={colours.get(label.name) ?? plainColour} machine={label.byMachine} />
      <span className="wk-label-name">{nameText(label.name)}</span>
      <span className="wk-label-review">
        {label.confidence === undefined ? '' : `${String(Math.round(label.confidence * 100))} %`}
      </span>
      <span className="wk-label-sub">
        {[
          middleText(label, entry?.centreHz !== undefined),
          `${widthText(label)} wide`,
          rate === undefined ? '' : secondsText(label, { sampleRateHz: rate }),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      <span className="wk-label-sub">{label.snrDb === undefined ? '' : `${label.snrDb.toFixed(1)} dB`}</span>
    </div>
  );
}
