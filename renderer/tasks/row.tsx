/** One row of the list. What runs takes its progress from the lanes: the row isn't asked for again. */
import { memo } from 'react';
import { formatRounded } from '../../contract/quantity.ts';
import type { TaskInfo } from '../../contract/task.ts';
import { chooseRow } from './choose.ts';
import { shortText, stampText, type Zone } from './clock.ts';
import { clickMeans } from '../frame/chooser.ts';
import { isSelected } from '../frame/selection.ts';
import { columnHz } from './frequencies.ts';
import { shortLabel } from './radios.ts';
import { StateMark } from './state.tsx';
import { showDetail, useTasks } from './store.ts';
import { doingText, durationText, radioText, reasonText, titleOf, triesText } from './words.ts';

interface RowProps {
  task: TaskInfo;
  index: number;
  top: number;
  zone: Zone;
  labels: Readonly<Record<string, string>>;
}

/** DOM id of a row, for `aria-activedescendant`. */
export const rowId = (taskId: number): string => `wk-task-${String(taskId)}`;

export const TaskRow = memo(function TaskRow({ task, index, top, zone, labels }: RowProps): React.ReactNode {
  const selected = useTasks(({ selection }) => isSelected(selection, task.id));
  const current = useTasks(({ cursorId }) => cursorId === task.id);
  const open = useTasks(({ detailId }) => detailId === task.id);
  const radio = task.radioId === undefined ? task.radio : task.radioId;
  const choose = (event: React.MouseEvent): void => {
    const box = event.target instanceof Element && event.target.closest('.wk-task-box') !== null;
    const means = clickMeans(event);
    chooseRow(task, index, box && means === 'alone' ? 'join' : means);
    if (!box && means === 'alone' && useTasks.getState().detailId !== undefined) showDetail(task.id);
  };
  return (
    <div
      role="row"
      id={rowId(task.id)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="wk-list-row wk-task-row"
      data-current={current || undefined}
      data-open={open || undefined}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={choose}
      onDoubleClick={() => showDetail(task.id)}
    >
      <span role="gridcell" className="wk-task-box">
        <i className="wk-check" data-on={selected || undefined} aria-hidden />
      </span>
      <span role="gridcell" className="wk-col-id">
        {task.id}
      </span>
      <span role="gridcell" className="wk-col-state">
        <StateMark state={task.state} partial={task.partial && task.state === 'succeeded'} />
      </span>
      <span role="gridcell" className="wk-col-name" title={titleOf(task)}>
        {task.name === '' ? <span className="wk-dim">–</span> : task.name}
        {task.scheduleId !== undefined && <span className="wk-tag wk-dim">Repeats</span>}
      </span>
      <span role="gridcell" className="wk-col-frequency">
        {columnHz(task.centreHz)}
      </span>
      <span role="gridcell" className="wk-col-bandwidth">
        {formatRounded(task.bandwidthHz, 'Hz')}
      </span>
      <span role="gridcell" className="wk-col-radio" title={`${radioText(radio, labels)} (${radio})`}>
        {shortLabel(radioText(radio, labels))}
      </span>
      <Starts task={task} zone={zone} />
      <span role="gridcell" className="wk-col-ended" title={titleStamp('Ended', task.endedMs, zone)}>
        {task.endedMs === undefined ? '' : shortText(task.endedMs, zone, Date.now())}
      </span>
      <span role="gridcell" className="wk-col-length">
        {durationText(task)}
      </span>
      <span role="gridcell" className="wk-col-priority">
        {task.priority}
      </span>
      <span role="gridcell" className="wk-col-tries">
        {triesText(task)}
      </span>
      <Progress task={task} />
    </div>
  );
});

const titleStamp = (what: string, timeMs: number | undefined, zone: Zone): string | undefined =>
  timeMs === undefined ? undefined : `${what} ${stampText(timeMs, zone)}`;

function Starts({ task, zone }: { task: TaskInfo; zone: Zone }): React.ReactNode {
  const { startedMs, dueMs } = task;
  const title = [titleStamp('Due', dueMs, zone), titleStamp('started', startedMs, zone)]
    .filter((part) => part !== undefined)
    .join(', ');
  return (
    <span role="gridcell" className="wk-col-starts" title={title}>
      {shortText(startedMs ?? dueMs, zone, Date.now())}
    </span>
  );
}

function Progress({ task }: { task: TaskInfo }): React.ReactNode {
  const live = useTasks((state) => (task.state === 'running' ? state.live.get(task.id) : undefined));
  if (task.state !== 'running') {
    const reason = reasonText(task);
    return (
      <span role="gridcell" className="wk-col-progress wk-dim" title={reason}>
        {reason}
      </span>
    );
  }
  const progress = live?.progress ?? task.progress;
  const doing = doingText(task, live?.phase ?? task.phase, live?.note);
  return (
    <span role="gridcell" className="wk-col-progress" title={doing}>
      <ProgressBar progress={progress} />
      {doing}
    </span>
  );
}

export function ProgressBar({ progress }: { progress: number }): React.ReactNode {
  const percent = Math.round(Math.max(0, Math.min(1, progress)) * 100);
  return (
    <span className="wk-bar" role="progressbar" aria-valuenow={percent} aria-label="Progress">
      <i style={{ width: `${String(percent)}%` }} />
      <b>{percent} %</b>
    </span>
  );
}
