/** Long work: what runs, what became of it, and what it could not do. */
import { useState } from 'react';
import { Button, Modal } from '@mantine/core';
import type { Job } from '../../contract/job.ts';
import { FaultNote } from '../frame/fault-note.tsx';
import { attempt, say } from '../frame/toasts.tsx';
import { saveText } from '../save.ts';
import { lengthText } from '../tasks/clock.ts';
import { ProgressBar } from '../tasks/row.tsx';
import { counted } from '../tasks/words.ts';
import { rejectionsCsv } from './candidates.ts';
import { cancelJob } from './commands.ts';
import { Lines } from './lines.tsx';
import { openLibraryDialog, useLibrary } from './store.ts';
import { jobShare, jobStates, jobWords, sizeText } from './words.ts';

export function JobsDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'jobs');
  const jobs = useLibrary((state) => state.jobs);
  const newest = [...jobs].sort((a, b) => b.id - a.id);
  return (
    <Modal opened={opened} onClose={() => openLibraryDialog(undefined)} title="Jobs" size="lg">
      {newest.length === 0 && <p className="wk-empty">Imports, checks, exports and moves show up here.</p>}
      <ul className="wk-jobs">
        {newest.map((job) => (
          <li key={job.id}>
            <JobItem job={job} />
          </li>
        ))}
      </ul>
    </Modal>
  );
}

/** How far it is, in its own unit. */
function doneText({ done, total, unit }: Job): string {
  const text = (value: number): string => (unit === 'bytes' ? sizeText(value) : value.toLocaleString('en'));
  const of = total > 0 ? ` of ${text(total)}` : '';
  return `${text(done)}${of}${unit === 'bytes' ? '' : ` ${unit}`}`;
}

function JobItem({ job }: { job: Job }): React.ReactNode {
  const { word, tone } = jobStates[job.state];
  const running = job.state === 'running';
  return (
    <article className="wk-job" aria-label={`${jobWords[job.kind]}: ${job.title}`}>
      <div className="wk-job-head">
        <b>{jobWords[job.kind]}</b>
        <span title={job.title}>{job.title}</span>
        <span className={tone}>{word}</span>
        {running && (
          <Button size="compact-xs" variant="default" onClick={() => attempt(() => cancelJob(job.id))}>
            Cancel
          </Button>
        )}
      </div>
      <div className="wk-job-line">
        {running && <ProgressBar progress={jobShare(job) ?? 0} />}
        <span className="wk-dim">
          {doneText(job)}
          {job.endedMs !== undefined && `, ${lengthText(Math.max(0, job.endedMs - job.startedMs) / 1000)}`}
        </span>
      </div>
      {job.summary !== undefined && <p>{job.summary}</p>}
      {job.fault !== undefined && <FaultNote fault={job.fault} />}
      {job.rejectedCount > 0 && <Rejected job={job} />}
    </article>
  );
}

function Rejected({ job }: { job: Job }): React.ReactNode {
  const [open, setOpen] = useState(false);
  const save = async (): Promise<void> => {
    const saved = await saveText(`rejected-${String(job.id)}.csv`, rejectionsCsv(job.rejected), 'text/csv');
    if (saved) say(`${counted(job.rejected.length, 'reason')} written.`);
  };
  const left = job.rejectedCount - job.rejected.length;
  return (
    <>
      <div className="wk-job-line">
        <span className="wk-warn">{counted(job.rejectedCount, 'file')} not taken</span>
        <Button size="compact-xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide' : 'Show'} reasons
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => attempt(save)}>
          Export reasons…
        </Button>
      </div>
      {open && (
        <Lines
          label="Not taken"
          count={job.rejected.length}
          className="wk-line-rejected"
          row={(index) => {
            const one = job.rejected[index];
            return (
              <>
                <span title={one?.name}>{one?.name}</span>
                <span title={one?.message}>{one?.message}</span>
              </>
            );
          }}
        />
      )}
      {open && left > 0 && <p className="wk-dim">{left.toLocaleString('en')} more are not listed.</p>}
    </>
  );
}
