/** What is kept of the past, how many people review a label, and what counts as a signal. */
import { NumberInput, SegmentedControl } from '@mantine/core';
import { formatExact } from '../../contract/quantity.ts';
import type { Settings } from '../../contract/settings.ts';
import { DetectionTerms } from '../label/terms.tsx';
import { DraftInput } from './draft.tsx';
import { readBytes } from './recordings.tsx';
import { Setting } from './setting.tsx';
import { changeSettings } from './store.ts';

export function DetectionSettingsPart({
  settings: { past, reviewers, detection },
}: {
  settings: Settings;
}): React.ReactNode {
  return (
    <fieldset>
      <legend>Past, detection and labels</legend>
      <Setting
        label="Past in memory"
        note="Of every running radio so many seconds can still be kept. 2.4 MS/s of 8-bit samples take 4.8 MB a second."
      >
        <NumberInput
          aria-label="Seconds of the past in memory"
          w={120}
          min={0}
          max={600}
          suffix=" s"
          clampBehavior="strict"
          value={past.memorySeconds}
          onChange={(memorySeconds) => {
            if (typeof memorySeconds === 'number' && memorySeconds >= 0 && memorySeconds <= 600)
              changeSettings({ past: { ...past, memorySeconds } });
          }}
        />
      </Setting>
      <Setting label="Past on disk" note="Written over and over in a file of this size; 0 B: only in memory.">
        <DraftInput
          label="Past on disk"
          width={140}
          value={formatExact(past.diskBytes, 'B')}
          check={(text) => readBytes(text).problem}
          onCommit={(text) => {
            const { bytes } = readBytes(text);
            if (bytes !== undefined) changeSettings({ past: { ...past, diskBytes: Math.min(bytes, 1e13) } });
          }}
        />
      </Setting>
      <Setting label="Reviewers" note="A label counts as confirmed when so many people accepted it.">
        <SegmentedControl
          aria-label="Reviewers"
          data={[
            { value: '1', label: 'One' },
            { value: '2', label: 'Two' },
          ]}
          value={String(reviewers)}
          onChange={(count) => changeSettings({ reviewers: count === '1' ? 1 : 2 })}
        />
      </Setting>
      <Setting label="Signals" note="What the detector looks for, live and in recordings.">
        <div className="wk-terms wk-setting-terms">
          <DetectionTerms value={detection} onChange={(next) => changeSettings({ detection: next })} />
        </div>
      </Setting>
    </fieldset>
  );
}
