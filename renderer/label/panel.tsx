/** The labels of the open recording: their list, what the selected ones say, and what can be done with them. */
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconPlus, IconRadar } from '@tabler/icons-react';
import { useAnalysis } from '../analysis/store.ts';
import { Section } from '../frame/parts.tsx';
import { addAtSelection, stepBack } from './commands.ts';
import { LabelDetail } from './detail.tsx';
import { DetectDialog, openDetect, useDetecting } from './detect.tsx';
import { LabelList } from './list.tsx';
import { useLabels } from './store.ts';
import { useFollowedLabels } from './use-labels.ts';

export function LabelPanel(): React.ReactNode {
  useFollowedLabels();
  const opened = useAnalysis((state) => state.info !== undefined);
  if (!opened) return null;
  return (
    <Section name="labels" title="Labels" tools={<Tools />}>
      <div className="wk-label-panel">
        <LabelList />
        <LabelDetail />
        <DetectDialog />
      </div>
    </Section>
  );
}

function Tools(): React.ReactNode {
  const undo = useLabels((state) => state.set?.undo);
  const redo = useLabels((state) => state.set?.redo);
  const detecting = useDetecting((state) => state.jobId !== undefined);
  return (
    <>
      <Written />
      <ActionIcon
        aria-label="Undo"
        title={undo === undefined ? 'Nothing to undo' : `Undo: ${undo} (Ctrl+Z)`}
        disabled={undo === undefined}
        onClick={() => stepBack('undo')}
      >
        <IconArrowBackUp size={16} />
      </ActionIcon>
      <ActionIcon
        aria-label="Redo"
        title={redo === undefined ? 'Nothing to redo' : `Redo: ${redo} (Ctrl+Shift+Z)`}
        disabled={redo === undefined}
        onClick={() => stepBack('redo')}
      >
        <IconArrowForwardUp size={16} />
      </ActionIcon>
      <ActionIcon aria-label="New label" title="New label at the selection (N)" onClick={addAtSelection}>
        <IconPlus size={16} />
      </ActionIcon>
      <Button
        size="compact-xs"
        variant="default"
        title="Find signals and label them (D)"
        leftSection={<IconRadar size={14} aria-hidden />}
        disabled={detecting}
        onClick={openDetect}
      >
        Detect
      </Button>
    </>
  );
}

/** Whether what is shown is on disk, and why not. */
function Written(): React.ReactNode {
  const set = useLabels((state) => state.set);
  const underWay = useLabels((state) => state.underWay);
  const problem = set?.problem;
  const text =
    problem !== undefined
      ? 'Not in the file'
      : underWay > 0
        ? 'Saving…'
        : set === undefined
          ? ''
          : set.written
            ? 'Written'
            : 'Writing…';
  return (
    <span
      className={problem === undefined ? 'wk-label-written' : 'wk-label-written wk-warn'}
      role="status"
      title={problem ?? 'Labels are kept in the recording’s SigMF metadata.'}
    >
      {text}
    </span>
  );
}
