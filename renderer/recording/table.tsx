/** The list of recordings with replay and removal. */
import { ActionIcon, Table, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { formatElapsed, formatRounded } from '../../contract/quantity.ts';
import { attempt } from '../frame/toasts.tsx';
import { replayRecording } from '../radio/commands.ts';
import { removeRecording, useRecordings, type Recording } from './store.ts';

const conditionWords: Readonly<Record<Recording['condition'], { word: string; tone: string }>> = {
  recording: { word: 'Recording', tone: 'wk-bad' },
  complete: { word: 'Complete', tone: 'wk-good' },
  'cut-short': { word: 'Cut short', tone: 'wk-warn' },
  unreadable: { word: 'Unreadable', tone: 'wk-bad' },
};

/** Date and time in UTC without fractions: `2026-11-23 12:30:05`. */
function utcText(rfc3339: string): string {
  return rfc3339.replace('T', ' ').replace(/(\.\d+)?Z?$/, '');
}

const columns = [
  'Name',
  'Start (UTC)',
  'Centre',
  'Rate',
  'Length',
  'Size',
  'Lost',
  'Condition',
  'SHA-512',
  '',
];

export function RecordingTable(): React.ReactNode {
  const recordings = useRecordings((state) => state.recordings);
  if (recordings.length === 0)
    return (
      <p className="wk-empty">No recordings yet. Start a radio, then press Shift+R or the record button.</p>
    );
  return (
    <Table stickyHeader highlightOnHover className="wk-recordings">
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} scope="col" aria-label={column === '' ? 'Actions' : undefined}>
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {recordings.map((recording) => (
          <RecordingRow key={recording.id} listed={recording} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RecordingRow({ listed }: { listed: Recording }): React.ReactNode {
  const live = useRecordings((state) => state.progress[listed.id]);
  const recording = live ?? listed;
  const condition = conditionWords[recording.condition];
  const hash = recording.sha512;
  const why = recording.problem ?? recording.endedBecause;
  return (
    <Table.Tr>
      <Table.Td className="wk-cell-name" title={recording.name}>
        {recording.name}
      </Table.Td>
      <Table.Td>{recording.startedAt === undefined ? '' : utcText(recording.startedAt)}</Table.Td>
      <Table.Td>
        {recording.centreHz === undefined ? '' : formatRounded(recording.centreHz, 'Hz', 7)}
      </Table.Td>
      <Table.Td>
        {recording.sampleRateHz === undefined ? '' : formatRounded(recording.sampleRateHz, 'S/s')}
      </Table.Td>
      <Table.Td>{formatElapsed(recording.seconds)}</Table.Td>
      <Table.Td>{formatRounded(recording.bytes, 'B', 3)}</Table.Td>
      <Table.Td className={recording.lostSamples > 0 ? 'wk-bad' : undefined}>
        {recording.lostSamples.toLocaleString('en')}
      </Table.Td>
      <Table.Td>
        <Tooltip label={why} disabled={why === undefined} multiline maw={400}>
          <span className={condition.tone}>{condition.word}</span>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        {hash !== undefined && (
          <Tooltip label={hash.replaceAll(/(.{32})/g, '$1 ')} multiline maw={340}>
            <code>{hash.slice(0, 8)}</code>
          </Tooltip>
        )}
      </Table.Td>
      <Table.Td className="wk-cell-tools">
        <ActionIcon
          size="sm"
          aria-label={`Replay ${recording.name}`}
          disabled={recording.condition === 'recording' || recording.condition === 'unreadable'}
          onClick={() => attempt(() => replayRecording(recording.id))}
        >
          <IconPlayerPlay size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          aria-label={`Remove ${recording.name}`}
          disabled={recording.condition === 'recording'}
          onClick={() => attempt(() => removeRecording(recording))}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
