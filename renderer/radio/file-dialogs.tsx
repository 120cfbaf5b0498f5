/** Choosing a file on a server, and the form for what a raw file doesn't say of itself. */
import { useState } from 'react';
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity, type Unit } from '../../contract/quantity.ts';
import { Datatype } from '../../contract/radio.ts';
import { FileBrowser } from '../frame/browser.tsx';
import { openDialog, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { playFile, startFile, useAsked, type FileFacts, type FileQuestion } from './files.ts';

export function FileDialogs(): React.ReactNode {
  const browsing = useFrame((state) => state.dialog === 'file');
  const asked = useAsked((state) => state.asked);
  return (
    <>
      <FileBrowser
        opened={browsing}
        title="Open a recording or IQ file"
        what="recording"
        onClose={() => openDialog(undefined)}
        onChoose={(file) => {
          openDialog(undefined);
          attempt(() => playFile(file));
        }}
      />
      <Modal
        opened={asked !== undefined}
        onClose={() => useAsked.setState({ asked: undefined })}
        title={asked === undefined ? '' : `What is in ${asked.file.name}?`}
        size="sm"
      >
        {asked !== undefined && (
          <FactsForm
            key={asked.file.grant}
            question={asked.question}
            onDone={(facts) => attempt(() => startFile(asked.file, facts))}
          />
        )}
      </Modal>
    </>
  );
}

const datatypeWords: Readonly<Record<Datatype, string>> = {
  cu8: 'cu8: unsigned 8 bit (RTL-SDR)',
  cs8: 'cs8: signed 8 bit (HackRF)',
  cs16: 'cs16: signed 16 bit, little endian',
  cf32: 'cf32: float 32 bit (GNU Radio, Gqrx)',
};

/** Reads a field; a problem instead of a value where it can't be read. */
function readField(text: string, unit: Unit, min: number): { value?: number; problem?: string } {
  try {
    return { value: parseQuantity(text, unit, { min, max: 1e12 }) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problem: `${error.message} ${error.hint ?? ''}` };
  }
}

const prefilled = (value: number | undefined, unit: Unit): string =>
  value === undefined ? '' : formatExact(value, unit);

function FactsForm({
  question,
  onDone,
}: {
  question: FileQuestion;
  onDone: (facts: FileFacts) => void;
}): React.ReactNode {
  const [datatype, setDatatype] = useState(question.datatype ?? null);
  const [rate, setRate] = useState(prefilled(question.sampleRateHz, 'S/s'));
  const [centre, setCentre] = useState(prefilled(question.centreHz, 'Hz'));
  const [tried, setTried] = useState(false);
  const asks = (fact: FileQuestion['missing'][number]): boolean => question.missing.includes(fact);

  const type = Datatype.options.find((option) => option === datatype);
  const rateField = readField(rate, 'S/s', 1);
  const centreField = readField(centre, 'Hz', 0);

  const submit = (): void => {
    setTried(true);
    if (asks('datatype') && type === undefined) return;
    if (asks('sampleRateHz') && rateField.value === undefined) return;
    if (asks('centreHz') && centreField.value === undefined) return;
    onDone({
      ...(asks('datatype') && type !== undefined ? { datatype: type } : {}),
      ...(asks('sampleRateHz') && rateField.value !== undefined ? { sampleRateHz: rateField.value } : {}),
      ...(asks('centreHz') && centreField.value !== undefined ? { centreHz: centreField.value } : {}),
    });
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The file does not say this itself, and a guess would put signals at wrong frequencies.
        </Text>
        {asks('datatype') && (
          <Select
            label="Sample format"
            data={Datatype.options.map((value) => ({ value, label: datatypeWords[value] }))}
            value={datatype}
            error={tried && type === undefined ? 'Choose the format.' : undefined}
            onChange={setDatatype}
          />
        )}
        {asks('sampleRateHz') && (
          <TextInput
            label="Sample rate"
            placeholder="2.4M or 250k"
            value={rate}
            error={tried ? rateField.problem : undefined}
            onChange={(event) => setRate(event.currentTarget.value)}
          />
        )}
        {asks('centreHz') && (
          <TextInput
            label="Centre frequency"
            placeholder="433.92M"
            value={centre}
            error={tried ? centreField.problem : undefined}
            onChange={(event) => setCentre(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit">Play</Button>
        </Group>
      </Stack>
    </form>
  );
}
