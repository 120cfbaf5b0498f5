/** Six weeks at a glance: one line a task and day. */
import { byDay, joined } from './calendar-layout.ts';
import { CalendarEntry } from './calendar-entry.tsx';
import type { CalendarProps } from './calendar.tsx';
import { dateText, dayMs, fieldsOf } from './clock.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** Lines that fit into a cell of a small window. */
const mostLines = 4;

export function Month({ days, occurrences, atMs, nowMs, zone, onDay }: CalendarProps): React.ReactNode {
  const found = byDay(occurrences, zone);
  const { month } = fieldsOf(atMs, zone);
  const today = dateText(nowMs, zone);
  return (
    <div className="wk-month">
      {weekdays.map((name) => (
        <span key={name} className="wk-month-name">
          {name}
        </span>
      ))}
      {days.map((day) => {
        const date = dateText(day, zone);
        const fields = fieldsOf(day, zone);
        // However often a task runs on a day, it is one line.
        const entries = joined(found.get(date) ?? [], dayMs);
        const more = entries.length - mostLines;
        return (
          <section
            key={date}
            aria-label={date}
            data-other={fields.month !== month || undefined}
            data-today={date === today || undefined}
          >
            <button
              type="button"
              className="wk-month-day"
              title={`Agenda from ${date}`}
              onClick={() => onDay(day)}
            >
              {fields.day}
            </button>
            {entries.slice(0, more > 0 ? mostLines - 1 : mostLines).map((entry) => (
              <CalendarEntry key={entry.first.timeMs + entry.first.taskId / 1e6} entry={entry} zone={zone} />
            ))}
            {more > 0 && (
              <button type="button" className="wk-task-link" onClick={() => onDay(day)}>
                {more + 1} more
              </button>
            )}
          </section>
        );
      })}
    </div>
  );
}
