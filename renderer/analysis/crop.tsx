/** The dialog that keeps the selection as a recording of its own. */
import { useState } from 'react';
import { Button, Group, Modal, Radio, TextInput } from '@mantine/core';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { describeFault, toFault } from '../fault.ts';
import { attempt } from '../frame/toasts.tsx';
import { useHealth } from '../health/store.ts';
import { sizeText } from '../library/words.ts';
import { engine } from '../link.ts';
import { openAnalysis } from './commands.ts';
import { announceResult } from './jobs.tsx';
import { useAnalysis, type Box } from './store.ts';
import { useViewing } from './viewing.ts';
import { cropBytes } from './size.ts';
import { durationText, hzText, timeText, widthText } from './words.ts';

const close = (): void => useViewing.setState({ crop: false });

export function CropDialog({ info }: { info: AnalysisInfo }): React.ReactNode {
  const opened = useViewing((state) => state.crop);
  const box = useAnalysis((state) => state.selection);
  return (
    <Modal opened={opened && box !== undefined} onClose={close} title="Crop and save" size="md">
      {box !== undefined && <CropForm info={info} box={box} />}
    </Modal>
  );
}

function CropForm({ info, box }: { info: AnalysisInfo; box: Box }): React.ReactNode {
  const [name, setName] = useState('');
  const [filter, setFilter] = useState(true);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const folder = useHealth((state) => state.app?.recordingFolder);
  const entry = useViewing((state) => state.entry);
  const rate = info.sampleRateHz;
  const size = (filtered: boolean): string => sizeText(cropBytes(info, entry, box, filtered));
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const trimmed = name.trim();
      const { jobId } = await engine().analysis.crop({
        id: info.id,
        ...box,
        filter,
        ...(trimmed === '' ? {} : { name: trimmed }),
      });
      close();
      attempt(() => announceResult(jobId, openAnalysis));
    } catch (fault) {
      const { message, advice } = describeFault(toFault(fault));
      setError(`${message} ${advice}`);
      setBusy(false);
    }
  };
  return (
    <form
      className="wk-an-crop"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>
        {durationText(box.sampleCount / rate)} from {timeText(info, box.startSample, 10 / rate)},{' '}
        {hzText(info, box.lowerHz, false, 1)} to {hzText(info, box.upperHz, false, 1)} of {info.name}.
      </p>
      <TextInput
        data-autofocus
        label="Name"
        placeholder="Made from the recording's name"
        maxLength={120}
        value={name}
        error={error}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group
        label="Band"
        value={filter ? 'filter' : 'all'}
        onChange={(value) => setFilter(value === 'filter')}
      >
        <Radio
          mt={6}
          value="filter"
          label={`Filter to the selected ${widthText(box.upperHz - box.lowerHz)}`}
          description={`Mixed to its middle, filtered and brought to a lower rate: about ${size(true)}.`}
        />
        <Radio
          mt={6}
          value="all"
          label={`Keep the whole band of ${widthText(info.real ? rate / 2 : rate)}`}
          description={`Sample for sample as it was recorded: at most ${size(false)}.`}
        />
      </Radio.Group>
      <p className="wk-dim">
        It becomes a recording of the library{folder === undefined ? '.' : `, in ${folder}.`}
      </p>
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </Group>
    </form>
  );
}
