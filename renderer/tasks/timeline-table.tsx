/** The timeline in rows: the same facts for screen readers and for reading off. */
import { Table } from '@mantine/core';
import { formatRounded } from '../../contract/quantity.ts';
import { lengthText, stampText } from './clock.ts';
import { useZone } from './form-store.ts';
import { useLabels } from './radios.ts';
import { showDetail } from './store.ts';
import type { TimeView, Tuning } from './timeline-layout.ts';
import { outcomeTones, outcomeWords, titleOf } from './words.ts';

/** More rows than anybody reads; zooming in shows the others. */
const mostRows = 500;

export function TimelineTable({
  tunings,
  view,
  nowMs,
}: {
  tunings: readonly Tuning[];
  view: TimeView;
  nowMs: number;
}): React.ReactNode {
  const zone = useZone();
  const labels = useLabels();
  const rows = tunings
    .filter(({ startedMs, endedMs }) => startedMs <= view.toMs && (endedMs ?? nowMs) >= view.fromMs)
    .flatMap((tuning) => tuning.runs.map((run) => ({ tuning, run })));
  return (
    <div className="wk-timeline-table">
      {rows.length > mostRows && (
        <p className="wk-empty">
          The newest {mostRows} of {rows.length.toLocaleString('en')} runs: zoom in to see the others.
        </p>
      )}
      {rows.length === 0 && <p className="wk-empty">No radio worked on a task in this time.</p>}
      <Table stickyHeader highlightOnHover aria-label="Tunings of radios and their tasks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Started ({zone === 'utc' ? 'UTC' : 'local'})</Table.Th>
            <Table.Th scope="col">Took</Table.Th>
            <Table.Th scope="col">Radio</Table.Th>
            <Table.Th scope="col">Tuned to</Table.Th>
            <Table.Th scope="col">Rate</Table.Th>
            <Table.Th scope="col">Shared by</Table.Th>
            <Table.Th scope="col">Task</Table.Th>
            <Table.Th scope="col">Frequency</Table.Th>
            <Table.Th scope="col">Bandwidth</Table.Th>
            <Table.Th scope="col">Outcome</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, mostRows).map(({ tuning, run }) => (
            <Table.Tr key={`${String(tuning.id)} ${String(run.taskId)} ${String(run.startedMs)}`}>
              <Table.Td>{stampText(run.startedMs, zone)}</Table.Td>
              <Table.Td>{lengthText(((run.endedMs ?? nowMs) - run.startedMs) / 1000)}</Table.Td>
              <Table.Td>{labels[tuning.radioId] ?? tuning.radioId}</Table.Td>
              <Table.Td>{formatRounded(tuning.centreHz, 'Hz', 9)}</Table.Td>
              <Table.Td>{formatRounded(tuning.sampleRateHz, 'S/s')}</Table.Td>
              <Table.Td>{tuning.runs.length}</Table.Td>
              <Table.Td>
                <button type="button" className="wk-task-link" onClick={() => showDetail(run.taskId)}>
                  {titleOf(run)}
                </button>
              </Table.Td>
              <Table.Td>{formatRounded(run.centreHz, 'Hz', 9)}</Table.Td>
              <Table.Td>{formatRounded(run.bandwidthHz, 'Hz')}</Table.Td>
              <Table.Td className={outcomeTones[run.outcome]}>{outcomeWords[run.outcome]}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
