/** Day by day, one line a task and hour of runs. */
import { formatRounded } from '../../contract/quantity.ts';
import { byDay, joined } from './calendar-layout.ts';
import type { CalendarProps } from './calendar.tsx';
import { dateText, dayMs, fieldsOf, lengthText, timeText } from './clock.ts';
import { useLabels } from './radios.ts';
import { showDetail } from './store.ts';
import { radioText, titleOf } from './words.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function Agenda({ days, occurrences, nowMs, zone }: CalendarProps): React.ReactNode {
  const labels = useLabels();
  const found = byDay(occurrences, zone);
  const today = dateText(nowMs, zone);
  const shown = days.filter((day) => found.has(dateText(day, zone)));
  if (shown.length === 0)
    return (
      <p className="wk-tasks-empty">
        Nothing is planned in this time. A new task with a time or a repetition appears here.
      </p>
    );
  return (
    <div className="wk-agenda">
      {shown.map((day) => {
        const date = dateText(day, zone);
        return (
          <section key={date} aria-label={date}>
            <h3>
              {weekdays[fieldsOf(day, zone).weekday]} {date}
              {date === today && <span className="wk-dim"> today</span>}
            </h3>
            <ul>
              {joined(found.get(date) ?? [], dayMs).map(({ first, count, endMs }) => (
                <li key={`${String(first.taskId)} ${String(first.timeMs)}`}>
                  <time>{timeText(first.timeMs, zone)}</time>
                  <button type="button" className="wk-task-link" onClick={() => showDetail(first.taskId)}>
                    {titleOf(first)}
                  </button>
                  <span>{formatRounded(first.centreHz, 'Hz', 9)}</span>
                  <span className="wk-dim">{formatRounded(first.bandwidthHz, 'Hz')} wide</span>
                  <span>{lengthText(first.seconds)}</span>
                  <span>{radioText(first.radio, labels)}</span>
                  <span className="wk-dim">
                    {count > 1 ? `${count.toLocaleString('en')} runs until ${timeText(endMs, zone)}` : ''}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
