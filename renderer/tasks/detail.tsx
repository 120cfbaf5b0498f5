/** Everything about one task, beside the list. */
import { Button, CloseButton } from '@mantine/core';
import type { z } from 'zod';
import type { TaskDetail, TaskState } from '../../contract/task.ts';
import { attempt } from '../frame/toasts.tsx';
import { cancelTasks, endRepetition, retryTasks, runTasksNow, undoCancelOf } from './commands.ts';
import { Attempts, AuditTrail, NextRuns, Products } from './detail-parts.tsx';
import { Facts } from './detail-facts.tsx';
import { FaultNote } from '../frame/fault-note.tsx';
import { duplicateTask, useZone } from './form-store.ts';
import { ProgressBar } from './row.tsx';
import { StateMark } from './state.tsx';
import { setFilter, showDetail, showView, useTasks } from './store.ts';
import { doingText, titleOf } from './words.ts';
import { useLatest } from './use-latest.ts';

export type Detail = z.infer<typeof TaskDetail>;

export function DetailPanel(): React.ReactNode {
  const id = useTasks((state) => state.detailId);
  if (id === undefined) return null;
  return (
    <aside className="wk-detail" aria-label={`Task ${String(id)}`}>
      <Body id={id} />
    </aside>
  );
}

function Body({ id }: { id: number }): React.ReactNode {
  const { value: task } = useLatest(String(id), (client, signal) => client.task.get({ id }, { signal }));
  const zone = useZone();
  if (task === undefined)
    return (
      <header>
        <h2>Task {id}</h2>
        <Close />
      </header>
    );
  return (
    <>
      <header>
        <span className="wk-dim">{task.id}</span>
        <h2 title={titleOf(task)}>{titleOf(task)}</h2>
        <Close />
      </header>
      <div className="wk-detail-body">
        <Now task={task} />
        <Deeds task={task} />
        {task.scheduleId !== undefined && <NextRuns task={task} zone={zone} />}
        {/* Once it began, what came of it matters more than what was asked. */}
        {task.attempts.length > 0 && <Products task={task} />}
        <Attempts task={task} zone={zone} />
        <Facts task={task} zone={zone} />
        <AuditTrail task={task} zone={zone} />
      </div>
    </>
  );
}

const Close = (): React.ReactNode => (
  <CloseButton
    size="sm"
    aria-label="Close the detail"
    title="Close the detail (Escape)"
    onClick={() => showDetail(undefined)}
  />
);

/** How it stands: state, progress, why it waits or what went wrong. */
function Now({ task }: { task: Detail }): React.ReactNode {
  const live = useTasks((state) => (task.state === 'running' ? state.live.get(task.id) : undefined));
  return (
    <section className="wk-detail-now">
      <StateMark state={task.state} partial={task.partial} />
      {task.state === 'running' && (
        <span className="wk-detail-live">
          <ProgressBar progress={live?.progress ?? task.progress} />
          {doingText(task, live?.phase ?? task.phase, live?.note)}
        </span>
      )}
      {task.state === 'queued' && task.waitingFor !== undefined && <p>{task.waitingFor}</p>}
      {task.fault !== undefined && <FaultNote fault={task.fault} />}
    </section>
  );
}

const ended: ReadonlySet<TaskState> = new Set(['succeeded', 'failed', 'dead', 'cancelled', 'skipped']);

function Deeds({ task }: { task: Detail }): React.ReactNode {
  const { id, state, scheduleId } = task;
  const neverBegan = state === 'cancelled' && task.startedMs === undefined;
  return (
    <div className="wk-deeds" role="toolbar" aria-label="Task">
      {!ended.has(state) && <Deed label="Cancel" disabled={task.cancelling} run={() => cancelTasks([id])} />}
      {neverBegan && <Deed label="Undo cancel" run={() => undoCancelOf([id])} />}
      {ended.has(state) && <Deed label="Retry" run={() => retryTasks([id])} />}
      {state === 'queued' && <Deed label="Run now" run={() => runTasksNow([id])} />}
      <Deed label="Duplicate" run={() => duplicateTask(id)} />
      {scheduleId !== undefined && (
        <>
          <Deed
            label="All its runs"
            run={() => {
              showView('table');
              setFilter({ scheduleId });
              return Promise.resolve();
            }}
          />
          <Deed label="End repetition" run={() => endRepetition(scheduleId)} />
        </>
      )}
    </div>
  );
}

function Deed({
  label,
  disabled = false,
  run,
}: {
  label: string;
  disabled?: boolean;
  run: () => Promise<unknown>;
}): React.ReactNode {
  return (
    <Button variant="default" size="compact-xs" disabled={disabled} onClick={() => attempt(run)}>
      {label}
    </Button>
  );
}
