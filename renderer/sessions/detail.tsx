/** One session: what was asked, what came of it, and the step that follows. */
import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconPencil,
  IconPlayerRecordFilled,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { formatRounded } from '../../contract/quantity.ts';
import type { Session, SessionState } from '../../contract/session.ts';
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { selectSource, useSources } from '../sources/store.ts';
import { lengthText, stampText } from '../tasks/clock.ts';
import { useZone } from '../tasks/form-store.ts';
import { askApprove, askReject, recordSession, removeSession, reopenSession } from './commands.ts';
import { mayDo, stateWords } from './facts.ts';
import { editSession } from './form-store.ts';
import { SessionResults } from './results.tsx';

export function SessionDetail({ session }: { session: Session }): React.ReactNode {
  return (
    <section className="wk-session-detail" aria-label="Selected session">
      <header>
        <h2 title={session.name}>{session.name}</h2>
        <Steps session={session} />
      </header>
      <Way state={session.state} />
      <Facts session={session} />
      <SessionResults session={session} />
      {session.notes !== '' && <p className="wk-source-notes">{session.notes}</p>}
      {session.reviewNotes !== undefined && session.reviewNotes !== '' && (
        <p className="wk-source-notes">
          <b>Review: </b>
          {session.reviewNotes}
        </p>
      )}
    </section>
  );
}

function Steps({ session }: { session: Session }): React.ReactNode {
  const { state } = session;
  return (
    <>
      {mayDo(session, 'edit') && (
        <Button
          variant="default"
          title="Change (E)"
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={() => editSession(session)}
        >
          Change
        </Button>
      )}
      {mayDo(session, 'remove') && (
        <Button
          variant="default"
          title="Remove (Delete)"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => attempt(() => removeSession(session))}
        >
          Remove
        </Button>
      )}
      {mayDo(session, 'reopen') && (
        <Button
          variant="default"
          title="Take back to review (O)"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => attempt(() => reopenSession(session))}
        >
          Reopen
        </Button>
      )}
      {mayDo(session, 'record') && (
        <Button
          variant={state === 'draft' ? 'filled' : 'default'}
          title="Record (R)"
          leftSection={
            <IconPlayerRecordFilled size={13} className={state === 'draft' ? '' : 'wk-bad'} aria-hidden />
          }
          onClick={() => attempt(() => recordSession(session))}
        >
          {state === 'draft' ? 'Record' : 'Record anew'}
        </Button>
      )}
      {mayDo(session, 'reject') && (
        <Button
          variant="default"
          title="Reject (X)"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => askReject(session)}
        >
          Reject
        </Button>
      )}
      {mayDo(session, 'approve') && (
        <Button
          title="Approve (A)"
          leftSection={<IconCheck size={14} aria-hidden />}
          onClick={() => askApprove(session)}
        >
          Approve
        </Button>
      )}
    </>
  );
}

/** The states a session passes through, with the one it is in. */
function Way({ state }: { state: SessionState }): React.ReactNode {
  const last: SessionState = state === 'rejected' ? 'rejected' : 'approved';
  return (
    <ol className="wk-way" aria-label="State of the session">
      {(['draft', 'recording', 'review', last] as const).map((step) => (
        <li key={step} aria-current={step === state ? 'step' : undefined}>
          {stateWords[step].word}
        </li>
      ))}
    </ol>
  );
}

function Facts({ session }: { session: Session }): React.ReactNode {
  const zone = useZone();
  const source = useSources((state) => state.sources.find(({ id }) => id === session.sourceId));
  const stamp = (timeMs: number): string => stampText(timeMs, zone);
  return (
    <dl className="wk-session-facts">
      <Fact title="Frequency">{formatRounded(session.centreHz, 'Hz', 9)}</Fact>
      <Fact title="Bandwidth">{formatRounded(session.bandwidthHz, 'Hz')}</Fact>
      <Fact title="Length">{lengthText(session.seconds)}</Fact>
      <Fact title="Source">
        {source === undefined ? (
          'None'
        ) : (
          <button
            type="button"
            className="wk-link"
            onClick={() => {
              selectSource(source.id);
              showPage('sources');
            }}
          >
            {source.name}
          </button>
        )}
      </Fact>
      <Fact title="Made">{stamp(session.createdMs)}</Fact>
      {session.startedMs !== undefined && <Fact title="Recorded">{stamp(session.startedMs)}</Fact>}
      {session.reviewedMs !== undefined && (
        <Fact title="Reviewed">
          {stamp(session.reviewedMs)}
          {session.reviewer === undefined ? '' : ` by ${session.reviewer}`}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }): React.ReactNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
