/** What each receiver gave, side by side: metrics, recordings to play, and the reason where there is none. */
import { ActionIcon, Progress, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconStarFilled } from '@tabler/icons-react';
import type { Session, SessionResult } from '../../contract/session.ts';
import { attempt } from '../frame/toasts.tsx';
import { replayRecording } from '../radio/commands.ts';
import { useLabels } from '../tasks/radios.ts';
import { bestReceiver, metricRows, receiverText } from './facts.ts';

export function SessionResults({ session }: { session: Session }): React.ReactNode {
  const asked: readonly SessionResult[] =
    session.results.length > 0
      ? session.results
      : session.receivers.map((receiver) => ({ receiver, progress: 0, recordingIds: [] }));
  const best = bestReceiver(asked);
  return (
    <div className="wk-results-frame">
      <table className="wk-results" aria-label="Results of the receivers">
        <thead>
          <tr>
            <th scope="col">Receiver</th>
            <th scope="col">State</th>
            {metricRows.map(({ title, hint }) => (
              <th key={title} scope="col" className="wk-number">
                <Tooltip label={hint} multiline maw={280}>
                  <span>{title}</span>
                </Tooltip>
              </th>
            ))}
            <th scope="col">Recording</th>
          </tr>
        </thead>
        <tbody>
          {asked.map((result) => (
            <Receiver key={result.receiver} result={result} best={result.receiver === best} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The task's own hint speaks of running it again; here the session is what is recorded anew. */
const adviceOf = ({ code, hint }: NonNullable<SessionResult['fault']>): string | undefined =>
  code === 'not-found' ? 'Connect it and record anew, or take it out of the session.' : hint;

function Receiver({ result, best }: { result: SessionResult; best: boolean }): React.ReactNode {
  const labels = useLabels();
  const label = labels[result.receiver] ?? result.receiver;
  const { word, tone } = receiverText(result);
  return (
    <>
      <tr data-fault={result.fault !== undefined || undefined}>
        <th scope="row" title={result.receiver}>
          {label}
          {best && (
            <Tooltip label="Highest SNR">
              <IconStarFilled size={11} className="wk-warn" aria-label="Highest SNR" />
            </Tooltip>
          )}
        </th>
        <td>
          {result.state === 'running' ? (
            <span className="wk-result-progress">
              <Progress size={4} value={result.progress * 100} aria-label={`Progress of ${label}`} />
              {word}
            </span>
          ) : (
            <span className={tone}>{word}</span>
          )}
        </td>
        {metricRows.map(({ title, text }) => (
          <td key={title} className="wk-number">
            {(result.metrics === undefined ? undefined : text(result.metrics)) ?? '–'}
          </td>
        ))}
        <td>
          <div className="wk-cell-tools">
            {result.recordingIds.map((id, i) => (
              <Tooltip key={id} label={id}>
                <ActionIcon
                  size="sm"
                  aria-label={`Replay recording ${i + 1} of ${label}`}
                  onClick={() => attempt(() => replayRecording(id))}
                >
                  <IconPlayerPlay size={14} />
                </ActionIcon>
              </Tooltip>
            ))}
          </div>
        </td>
      </tr>
      {result.fault !== undefined && (
        <tr className="wk-result-fault">
          <td colSpan={metricRows.length + 3}>
            <span className="wk-bad">{result.fault.message}</span> {adviceOf(result.fault)}
          </td>
        </tr>
      )}
    </>
  );
}
