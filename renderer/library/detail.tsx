/** Everything about one recording, beside the list. */
import { Button, CloseButton } from '@mantine/core';
import { IconChartHistogram, IconFileExport, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import type { z } from 'zod';
import type { Stop } from '../../contract/bridge.ts';
import type { LibraryDetail } from '../../contract/library.ts';
import { attempt, reportFault } from '../frame/toasts.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { toFault } from '../fault.ts';
import { FactList } from '../tasks/detail-facts.tsx';
import {
  exportChosen,
  openEntry,
  playEntry,
  removeChosen,
  searchLabel,
  starEntry,
  whyNotOpen,
  whyNotPlay,
} from './commands.ts';
import { AskedFacts, NotesField, SourceField } from './detail-edit.tsx';
import { captureFacts, detailFacts } from './facts.ts';
import { Stars } from './stars.tsx';
import { showDetail, useLibrary } from './store.ts';
import { Thumb } from './thumb.tsx';
import { conditionWords, placeWords } from './words.ts';

type Detail = z.infer<typeof LibraryDetail>;

const onRevision = (listener: () => void): Stop =>
  useLibrary.subscribe((state, before) => {
    if (state.revision !== before.revision) listener();
  });

/** One that was just removed is still asked for once: that it is gone needs no message. */
function reportUnlessGone(error: unknown): void {
  if (toFault(error).code !== 'not-found') reportFault(error);
}

export function DetailPanel(): React.ReactNode {
  const id = useLibrary((state) => (state.detail ? state.cursorId : undefined));
  const open = useLibrary((state) => state.detail);
  if (!open) return null;
  return (
    <aside className="wk-detail wk-library-detail" aria-label="Recording">
      {id === undefined ? (
        <>
          <header>
            <h2>No recording chosen</h2>
            <Close />
          </header>
          <p className="wk-empty">Click a row or go there with the arrow keys.</p>
        </>
      ) : (
        <Body id={id} />
      )}
    </aside>
  );
}

function Body({ id }: { id: string }): React.ReactNode {
  const answer = useAnswer(
    id,
    (client, signal) => client.library.get({ id }, { signal }),
    onRevision,
    reportUnlessGone,
  );
  const detail = answer.key === id ? answer.value : undefined;
  return (
    <>
      <header>
        <h2 title={detail?.entry.name}>{detail?.entry.name ?? ''}</h2>
        <Close />
      </header>
      {detail !== undefined && (
        <div className="wk-detail-body">
          <Picture detail={detail} />
          <Deeds detail={detail} />
          <AskedFacts key={`asked ${id}`} entry={detail.entry} />
          <FactList facts={detailFacts(detail)} label="Facts" />
          <Labels detail={detail} />
          <SourceField entry={detail.entry} />
          <NotesField key={`notes ${id}`} entry={detail.entry} />
          <Captures detail={detail} />
        </div>
      )}
    </>
  );
}

const Close = (): React.ReactNode => (
  <CloseButton
    size="sm"
    aria-label="Close the detail"
    title="Close the detail (D)"
    onClick={() => showDetail(false)}
  />
);

function Picture({ detail: { entry } }: { detail: Detail }): React.ReactNode {
  const { word, tone } = conditionWords[entry.condition];
  return (
    <section className="wk-library-picture">
      <Thumb id={entry.id} name={entry.name} />
      <div>
        <Stars stars={entry.stars} size={16} onStars={(stars) => attempt(() => starEntry(entry, stars))} />
        <b className={tone}>{word}</b>
        <span className="wk-dim">{placeWords[entry.place]}</span>
      </div>
      {entry.problem !== undefined && <p className="wk-bad">{entry.problem}</p>}
    </section>
  );
}

function Deeds({ detail: { entry } }: { detail: Detail }): React.ReactNode {
  const notOpen = whyNotOpen(entry);
  const notPlay = whyNotPlay(entry);
  return (
    <div className="wk-deeds" role="toolbar" aria-label="Recording">
      <Button
        size="compact-xs"
        disabled={notOpen !== undefined}
        title={notOpen ?? 'Open in analysis (Enter)'}
        leftSection={<IconChartHistogram size={13} aria-hidden />}
        onClick={() => openEntry(entry)}
      >
        Open in analysis
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={notPlay !== undefined}
        title={notPlay ?? 'Play on Receive (P)'}
        leftSection={<IconPlayerPlay size={13} aria-hidden />}
        onClick={() => attempt(() => playEntry(entry))}
      >
        Play on Receive
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        title="Export a SigMF archive of what is selected (E)"
        leftSection={<IconFileExport size={13} aria-hidden />}
        onClick={() => attempt(exportChosen)}
      >
        Export…
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        title="Remove what is selected (Delete)"
        leftSection={<IconTrash size={13} aria-hidden />}
        onClick={() => attempt(removeChosen)}
      >
        Remove
      </Button>
    </div>
  );
}

function Labels({ detail: { entry } }: { detail: Detail }): React.ReactNode {
  return (
    <section>
      <h3>Labels{entry.unreviewed > 0 && `, ${entry.unreviewed.toLocaleString('en')} to review`}</h3>
      {entry.labels.length === 0 && (
        <p className="wk-dim">None yet: open it in analysis to draw or find some.</p>
      )}
      <div className="wk-entry-labels">
        {entry.labels.map(({ name, count }) => (
          <button
            key={name}
            type="button"
            className="wk-entry-label"
            title={`Search for ${name}`}
            onClick={() => searchLabel(name)}
          >
            {name} <b>{count.toLocaleString('en')}</b>
          </button>
        ))}
      </div>
    </section>
  );
}

/** As many as are read; a recording with gaps has one for each. */
const mostCaptures = 50;

function Captures({ detail: { captures } }: { detail: Detail }): React.ReactNode {
  if (captures.length < 2) return null;
  return (
    <section>
      <h3>{captures.length.toLocaleString('en')} captures</h3>
      <table className="wk-audit" aria-label="Captures">
        <tbody>
          {captures.slice(0, mostCaptures).map((capture) => (
            <tr key={capture.startSample}>
              {captureFacts(capture).map((text, i) => (
                <td key={i}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {captures.length > mostCaptures && (
        <p className="wk-dim">{(captures.length - mostCaptures).toLocaleString('en')} more</p>
      )}
    </section>
  );
}
