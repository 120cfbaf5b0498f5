/** Measures the queue on this machine: the same tables as the command line's `loadtest`. */
import { useState } from 'react';
import { Button, Group, Modal, NumberInput, Select, Table, Text } from '@mantine/core';
import type { Latency, LoadTestResult } from '../../contract/loadtest.ts';
import { openDialog, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { useRadios } from '../radio/store.ts';
import { saveReport, startLoadTest, stopLoadTest, useLoadTest } from './store.ts';

export function LoadTestDialog(): React.ReactNode {
  const opened = useFrame((state) => state.dialog === 'loadtest');
  const radios = useRadios((state) => state.radios);
  const { running, line, result } = useLoadTest();
  const [tasks, setTasks] = useState<string | number>(50);
  const [radio, setRadio] = useState('sim:band');
  const [sustain, setSustain] = useState<string | number>(0);
  const busy = running !== undefined;
  const simulated = radio.startsWith('sim:band');
  return (
    <Modal opened={opened} onClose={() => openDialog(undefined)} title="Load test" size="xl">
      <Text size="sm" c="dimmed" mb="sm">
        Submits acquisition tasks one after another and all at once, runs them to completion and counts what
        is on disk. The tasks are real: their recordings stay in the list.
      </Text>
      <Group align="end" gap="xs" wrap="nowrap">
        <NumberInput
          label="Tasks"
          w={90}
          min={1}
          max={1000}
          allowDecimal={false}
          disabled={busy}
          value={tasks}
          onChange={setTasks}
        />
        <Select
          label="Radio"
          flex={1}
          disabled={busy}
          allowDeselect={false}
          data={radioChoices(radios)}
          value={radio}
          onChange={(value) => value !== null && setRadio(value)}
        />
        <NumberInput
          label="Sustained, s"
          w={110}
          min={0}
          max={3600}
          disabled={busy}
          value={sustain}
          onChange={setSustain}
        />
        {busy ? (
          <Button variant="default" onClick={stopLoadTest}>
            Stop
          </Button>
        ) : (
          <Button
            onClick={() =>
              attempt(() => startLoadTest({ tasks: Number(tasks), radio, sustainSeconds: Number(sustain) }))
            }
          >
            Start
          </Button>
        )}
      </Group>
      {!simulated && (
        <Text size="xs" c="dimmed" mt="xs">
          On this radio the tasks begin at 446 MHz, 25 kHz apart; whether a signal is there is up to the band.
        </Text>
      )}
      <Text size="sm" mt="sm" role="status">
        {busy ? line : ''}
      </Text>
      {result && <Result result={result} />}
    </Modal>
  );
}

function radioChoices(
  radios: readonly { id: string; label: string; available: boolean }[],
): { value: string; label: string }[] {
  const listed = radios
    .filter((radio) => radio.available)
    .map((radio) => ({ value: radio.id, label: `${radio.label} (${radio.id})` }));
  return listed.some((one) => one.value === 'sim:band')
    ? listed
    : [{ value: 'sim:band', label: 'Simulated band (sim:band)' }, ...listed];
}

const columns = ['Mean', 'Median', 'P95', 'P99', 'Max'];

function Result({ result }: { result: LoadTestResult }): React.ReactNode {
  const { serial, concurrent, sustained } = result;
  const rows: [string, Latency, string][] = [
    ['One after another', serial.latency, completed(serial.completion, serial.submissions.length)],
    ['All at once', concurrent.latency, completed(concurrent.completion, concurrent.submissions.length)],
  ];
  if (sustained)
    rows.push([
      `Sustained, ${sustained.perSecond.toFixed(1)} a second`,
      sustained.latency,
      completed(sustained.completion, sustained.submitted),
    ]);
  return (
    <>
      <Table mt="sm" fz="sm" style={{ whiteSpace: 'nowrap' }} aria-label="Result of the load test">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Submission</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} scope="col" ta="right">
                {name}, ms
              </Table.Th>
            ))}
            <Table.Th scope="col" ta="right">
              Recorded whole
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, latency, done]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              {[latency.mean, latency.median, latency.p95, latency.p99, latency.max].map((value, i) => (
                // The columns never move.
                <Table.Td key={i} ta="right">
                  {value.toFixed(2)}
                </Table.Td>
              ))}
              <Table.Td ta="right">{done}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {[...new Set([...serial.completion.faults, ...concurrent.completion.faults])].map((fault) => (
        <Text key={fault} size="sm" c="red" mt="xs">
          {fault}
        </Text>
      ))}
      <Text size="xs" c="dimmed" mt="xs">
        Times are from the submission to its answer. An answer means the task is on disk: the fsync of the
        database has returned.
      </Text>
      <Group justify="flex-end" mt="sm" gap="xs">
        <Button variant="default" onClick={() => attempt(() => saveReport('json'))}>
          Save JSON
        </Button>
        <Button variant="default" onClick={() => attempt(() => saveReport('markdown'))}>
          Save report
        </Button>
      </Group>
    </>
  );
}

function completed({ measurements, seconds }: LoadTestResult['serial']['completion'], total: number): string {
  return `${String(measurements)} of ${String(total)} in ${seconds.toFixed(1)} s`;
}
