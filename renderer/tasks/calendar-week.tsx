/** Seven days with their hours. */
import { useEffect, useRef } from 'react';
import { boxesOf, byDay, joined } from './calendar-layout.ts';
import { CalendarEntry } from './calendar-entry.tsx';
import type { CalendarProps } from './calendar.tsx';
import { dateText, moved, timeText } from './clock.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const hours = Array.from({ length: 24 }, (_, hour) => hour);
/** Runs of one task closer than this are drawn as one bar. */
const gapMs = 30 * 60_000;

/** From an hour on there is room for a second line. */
const tallShare = 0.045;

const percent = (share: number): string => `${String(share * 100)}%`;

export function Week({ days, occurrences, nowMs, zone, onDay }: CalendarProps): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const found = byDay(occurrences, zone);
  const today = dateText(nowMs, zone);
  // Begins a little before now rather than at midnight.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const hour = Number(timeText(Date.now(), zone, false).slice(0, 2));
    element.scrollTop = (element.scrollHeight / 24) * Math.max(0, hour - 2);
  }, [zone]);
  return (
    <div className="wk-week">
      <div className="wk-week-head">
        <span />
        {days.map((day, k) => (
          <button
            key={day}
            type="button"
            data-today={dateText(day, zone) === today || undefined}
            onClick={() => onDay(day)}
          >
            {weekdays[k]} {dateText(day, zone).slice(5)}
          </button>
        ))}
      </div>
      <div className="wk-week-body" ref={frame} tabIndex={0} role="region" aria-label="Hours of the week">
        <div className="wk-week-grid">
          <div className="wk-week-hours" aria-hidden>
            {hours.map((hour) => (
              <span key={hour}>{String(hour).padStart(2, '0')}:00</span>
            ))}
          </div>
          {days.map((day) => {
            const end = moved('day', day, zone, 1);
            const date = dateText(day, zone);
            return (
              <section key={day} className="wk-week-day" aria-label={date}>
                {boxesOf(joined(found.get(date) ?? [], gapMs), day, end).map(
                  ({ entry, top, height, lane, lanes }) => (
                    <CalendarEntry
                      key={`${String(entry.first.taskId)} ${String(entry.first.timeMs)}`}
                      entry={entry}
                      zone={zone}
                      tall={height > tallShare}
                      style={{
                        top: percent(top),
                        height: percent(height),
                        left: percent(lane / lanes),
                        width: percent(1 / lanes),
                      }}
                    />
                  ),
                )}
                {date === today && (
                  <i className="wk-week-now" style={{ top: percent((nowMs - day) / (end - day)) }} />
                )}
              </section>
            );
          })}
        </div>
      </div>
    </div>
  );
}
