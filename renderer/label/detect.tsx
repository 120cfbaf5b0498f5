/** Finds the signals of the open recording and adds them as labels. */
import { useEffect, useState } from 'react';
import { Button, Group, Modal, Progress, Switch } from '@mantine/core';
import { create } from 'zustand';
import { useViewing } from '../analysis/viewing.ts';
import { attempt } from '../frame/toasts.tsx';
import { useLibrary } from '../library/store.ts';
import { engine } from '../link.ts';
import { changeSettings, useSettings } from '../settings/store.ts';
import { useLabels } from './store.ts';
import { DetectionTerms } from './terms.tsx';

/** The search that was started here, until it ends. */
export const useDetecting = create<{ opened: boolean; jobId: number | undefined }>(() => ({
  opened: false,
  jobId: undefined,
}));

export const openDetect = (): void => {
  if (useDetecting.getState().jobId === undefined) useDetecting.setState({ opened: true });
};
const close = (): void => useDetecting.setState({ opened: false });

async function start(replace: boolean): Promise<void> {
  const { recordingId } = useLabels.getState();
  if (recordingId === undefined) return;
  const { detection } = useSettings.getState().settings;
  const { jobId } = await engine().label.detect({ recordingId, settings: detection, replace });
  useDetecting.setState({ opened: false, jobId });
  // How far it is, and the way to end it, stand there.
  useViewing.setState({ side: 'labels' });
}

export function DetectDialog(): React.ReactNode {
  const opened = useDetecting((state) => state.opened);
  const jobId = useDetecting((state) => state.jobId);
  const detection = useSettings((state) => state.settings.detection);
  const [replace, setReplace] = useState(true);
  return (
    <>
      {jobId !== undefined && <Search key={jobId} jobId={jobId} />}
      <Modal opened={opened} onClose={close} title="Find signals" size="sm">
        <form
          className="wk-terms"
          onSubmit={(event) => {
            event.preventDefault();
            attempt(() => start(replace));
          }}
        >
          <DetectionTerms value={detection} onChange={(next) => changeSettings({ detection: next })} />
          <Switch
            mt={6}
            label="Earlier detections that nobody has reviewed go"
            checked={replace}
            onChange={(event) => setReplace(event.currentTarget.checked)}
          />
          <Group justify="flex-end" mt="md" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" data-autofocus>
              Find signals
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}

/** How far the search is, with a way to end it. What came of it the library says, as of every job. */
function Search({ jobId }: { jobId: number }): React.ReactNode {
  const job = useLibrary((state) => state.jobs.find(({ id }) => id === jobId));
  const over = job !== undefined && job.state !== 'running';
  useEffect(() => {
    if (over) useDetecting.setState({ jobId: undefined });
  }, [over]);
  const share = job === undefined || job.total === 0 ? 0 : (100 * job.done) / job.total;
  return (
    <div className="wk-label-search">
      <Progress value={share} flex={1} aria-label="Searching for signals" />
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => attempt(() => engine().library.cancelJob({ id: jobId }))}
      >
        Cancel
      </Button>
    </div>
  );
}
