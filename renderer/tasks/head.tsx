/** The queue at a glance: what is shown, who works, whether it is paused, what had to be mended. */
import { Button, Popover, SegmentedControl } from '@mantine/core';
import {
  IconAlertTriangle,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlus,
  IconX,
} from '@tabler/icons-react';
import { formatRounded } from '../../contract/quantity.ts';
import type { QueueState } from '../../contract/task.ts';
import { attempt } from '../frame/toasts.tsx';
import { togglePause } from './commands.ts';
import { openTaskForm } from './form-store.ts';
import { shortLabel, useLabels } from './radios.ts';
import { showView, useTasks, type TasksView } from './store.ts';
import { counted } from './words.ts';

const views: { value: TasksView; label: string }[] = [
  { value: 'table', label: 'List' },
  { value: 'timeline', label: 'Timeline' },
  { value: 'calendar', label: 'Calendar' },
];

export function QueueHead(): React.ReactNode {
  const queue = useTasks((state) => state.queue);
  const view = useTasks((state) => state.view);
  return (
    <>
      <header className="wk-tasks-head">
        <h1>Tasks</h1>
        <SegmentedControl
          aria-label="View"
          data={views}
          value={view}
          onChange={(next) => showView(views.find(({ value }) => value === next)?.value ?? 'table')}
        />
        {queue === undefined ? <span className="wk-lanes" /> : <Lanes lanes={queue.lanes} />}
        {queue !== undefined && <Workers workers={queue.workers} />}
        {queue !== undefined && <Pause paused={queue.paused} />}
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          title="New task (N)"
          onClick={() => openTaskForm()}
        >
          New task
        </Button>
      </header>
      {queue?.paused === true && (
        <div className="wk-tasks-note" role="status">
          <IconPlayerPauseFilled size={14} aria-hidden className="wk-warn" />
          The queue is paused: what runs goes on, nothing else begins until it is resumed.
        </div>
      )}
      {queue?.notice !== undefined && <Notice text={queue.notice} />}
    </>
  );
}

/** Said once by the queue; put away until it says something else. */
function Notice({ text }: { text: string }): React.ReactNode {
  const read = useTasks((state) => state.noticeRead);
  if (read === text) return null;
  return (
    <div className="wk-tasks-note" role="alert">
      <IconAlertTriangle size={15} aria-hidden className="wk-warn" />
      <span>{text}</span>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconX size={12} />}
        onClick={() => useTasks.setState({ noticeRead: text })}
      >
        Understood
      </Button>
    </div>
  );
}

function Pause({ paused }: { paused: boolean }): React.ReactNode {
  return (
    <Button
      variant={paused ? 'filled' : 'default'}
      title={`${paused ? 'Resume' : 'Pause'} the queue (P)`}
      leftSection={
        paused ? (
          <IconPlayerPlayFilled size={13} aria-hidden />
        ) : (
          <IconPlayerPauseFilled size={13} aria-hidden />
        )
      }
      onClick={() => attempt(togglePause)}
    >
      {paused ? 'Resume queue' : 'Pause queue'}
    </Button>
  );
}

/** What radios do for tasks this moment. */
function Lanes({ lanes }: { lanes: QueueState['lanes'] }): React.ReactNode {
  const labels = useLabels();
  const busy = lanes.filter(({ tasks }) => tasks.length > 0);
  if (busy.length === 0) return <span className="wk-lanes wk-dim">No radio works on a task</span>;
  return (
    <ul className="wk-lanes" aria-label="Radios at work">
      {busy.map(({ lane, limit, centreHz, sampleRateHz, tasks }) => (
        <li key={lane} title={labels[lane] ?? lane}>
          <i className="wk-lamp" data-state="ok" />
          <b>{lane === 'compute' ? 'Processor' : shortLabel(labels[lane] ?? lane)}</b>
          {centreHz !== undefined && <span>{formatRounded(centreHz, 'Hz', 6)}</span>}
          {sampleRateHz !== undefined && <span>{formatRounded(sampleRateHz, 'S/s')}</span>}
          <span>
            {tasks.length} of {limit}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Workers({ workers }: { workers: QueueState['workers'] }): React.ReactNode {
  const dead = workers.filter(({ alive }) => !alive).length;
  return (
    <Popover position="bottom-end" withArrow>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={
            <i
              className="wk-lamp"
              data-state={dead > 0 ? 'failed' : workers.length > 0 ? 'ok' : 'degraded'}
            />
          }
        >
          {counted(workers.length, 'worker')}
          {dead > 0 && <span className="wk-bad">, {dead} not answering</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <table className="wk-workers" aria-label="Workers">
          <thead>
            <tr>
              <th scope="col">Worker</th>
              <th scope="col">Process</th>
              <th scope="col">Runs</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {workers.map(({ id, pid, alive, running, here }) => (
              <tr key={id}>
                <td>{here ? 'This program' : id}</td>
                <td>{pid}</td>
                <td>{running}</td>
                <td className={alive ? 'wk-good' : 'wk-bad'}>
                  {alive ? 'Answers' : 'Does not answer: its tasks go to another worker'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  );
}
