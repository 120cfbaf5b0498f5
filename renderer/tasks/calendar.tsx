/** What comes: scheduled and repeating runs by month, week or day. */
import { useState } from 'react';
import { ActionIcon, Button, Popover, SegmentedControl } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Agenda } from './calendar-agenda.tsx';
import { daysOf, type CalendarSpan, type Occurrence } from './calendar-layout.ts';
import { Month } from './calendar-month.tsx';
import { Week } from './calendar-week.tsx';
import { dateText, fieldsOf, moved, readStamp, startOf, type Zone } from './clock.ts';
import { useZone } from './form-store.ts';
import { useLatest } from './use-latest.ts';
import { useNow } from './use-now.ts';

const spans: { value: CalendarSpan; label: string }[] = [
  { value: 'month', label: 'Month' },
  { value: 'week', label: 'Week' },
  { value: 'agenda', label: 'Agenda' },
];

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What the period is called. */
function periodText(span: CalendarSpan, atMs: number, zone: Zone): string {
  const { year, month } = fieldsOf(atMs, zone);
  if (span === 'month') return `${monthNames[month - 1] ?? ''} ${String(year)}`;
  const days = daysOf(span, atMs, zone);
  return `${dateText(days[0] ?? atMs, zone)} – ${dateText(days.at(-1) ?? atMs, zone)}`;
}

export interface CalendarProps {
  /** Start of every day shown. */
  days: readonly number[];
  occurrences: readonly Occurrence[];
  atMs: number;
  nowMs: number;
  zone: Zone;
  /** Shows one day on its own. */
  onDay: (dayMs: number) => void;
}

/** The contract's limit of one answer. */
const mostRuns = 5000;
const none: readonly Occurrence[] = [];

export function CalendarView(): React.ReactNode {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [span, setSpan] = useState<CalendarSpan>('week');
  const [chosenMs, setChosenMs] = useState<number>();
  const atMs = chosenMs ?? nowMs;
  const days = daysOf(span, atMs, zone);
  const fromMs = days[0] ?? atMs;
  const toMs = moved('day', days.at(-1) ?? atMs, zone, 1);
  const { value } = useLatest(`${String(fromMs)} ${String(toMs)}`, (client, signal) =>
    client.task.calendar({ fromMs, toMs }, { signal }),
  );
  const occurrences = value?.occurrences ?? none;
  const shared: CalendarProps = {
    days,
    occurrences,
    atMs,
    nowMs,
    zone,
    onDay: (dayMs) => {
      setChosenMs(dayMs);
      setSpan('agenda');
    },
  };
  const go = (by: number): void =>
    setChosenMs(
      span === 'agenda'
        ? moved('day', atMs, zone, by * 31)
        : moved(span, startOf(span, atMs, zone), zone, by),
    );
  return (
    <div className="wk-calendar">
      <div className="wk-timeline-tools" role="toolbar" aria-label="Calendar">
        <SegmentedControl
          aria-label="Period"
          data={spans}
          value={span}
          onChange={(next) => setSpan(spans.find((one) => one.value === next)?.value ?? 'week')}
        />
        <ActionIcon aria-label="Earlier" title="Earlier" onClick={() => go(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Button size="compact-xs" variant="default" onClick={() => setChosenMs(undefined)}>
          Today
        </Button>
        <ActionIcon aria-label="Later" title="Later" onClick={() => go(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
        <DayJump
          date={dateText(atMs, zone)}
          onDate={(date) => setChosenMs(readStamp(`${date} 00:00`, zone))}
        />
        <h2 aria-live="polite">{periodText(span, atMs, zone)}</h2>
        <span className="wk-dim">{zone === 'utc' ? 'UTC' : 'Local time'}</span>
        <span className="wk-toolbar-space" />
        <span className="wk-dim" role="status">
          {value === undefined ? '' : runsText(occurrences.length)}
        </span>
      </div>
      {span === 'month' && <Month {...shared} />}
      {span === 'week' && <Week {...shared} />}
      {span === 'agenda' && <Agenda {...shared} />}
    </div>
  );
}

function runsText(count: number): string {
  if (count >= mostRuns)
    return `The first ${mostRuns.toLocaleString('en')} runs of this time; look at a shorter one for all`;
  return count === 0
    ? 'Nothing is planned in this time'
    : `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`;
}

function DayJump({ date, onDate }: { date: string; onDate: (date: string) => void }): React.ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon aria-label="Go to a day" title="Go to a day" onClick={() => setOpened(!opened)}>
          <IconCalendar size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          size="xs"
          value={date}
          defaultDate={date}
          onChange={(next) => {
            setOpened(false);
            if (next !== null) onDate(next);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
