/** One entry of the calendar: when, what, how often. A click shows the task. */
import { formatRounded } from '../../contract/quantity.ts';
import type { Entry } from './calendar-layout.ts';
import { lengthText, stampText, timeText, type Zone } from './clock.ts';
import { useLabels } from './radios.ts';
import { showDetail, useTasks } from './store.ts';
import { radioText, titleOf } from './words.ts';

export function CalendarEntry({
  entry,
  zone,
  tall = false,
  style,
}: {
  entry: Entry;
  zone: Zone;
  /** High enough for more than one line. */
  tall?: boolean;
  style?: React.CSSProperties;
}): React.ReactNode {
  const labels = useLabels();
  const { first, count, endMs } = entry;
  const open = useTasks(({ detailId }) => detailId === first.taskId);
  const often = count > 1 ? `, ${count.toLocaleString('en')} runs until ${timeText(endMs, zone)}` : '';
  const title = `${titleOf(first)}: ${stampText(first.timeMs, zone)}${often}, ${lengthText(first.seconds)} at ${formatRounded(first.centreHz, 'Hz', 9)}, ${radioText(first.radio, labels)}`;
  return (
    <button
      type="button"
      className="wk-entry"
      data-repeats={first.scheduleId !== undefined || undefined}
      data-open={open || undefined}
      data-tall={tall || undefined}
      title={title}
      onClick={() => showDetail(first.taskId)}
      {...(style === undefined ? {} : { style })}
    >
      <span>
        <time>{timeText(first.timeMs, zone, false)}</time> {count > 1 && <b>{count.toLocaleString('en')}×</b>}{' '}
        {titleOf(first)}
      </span>
    </button>
  );
}
