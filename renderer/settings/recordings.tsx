/** Where recordings go, how they are named, what is kept free. */
import { useState } from 'react';
import { Button, Group, TextInput } from '@mantine/core';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import { recordingName } from '../../contract/recording-name.ts';
import { Fault } from '../../contract/fault.ts';
import { Settings } from '../../contract/settings.ts';
import type { Grant } from '../../contract/app.ts';
import { FileBrowser } from '../frame/browser.tsx';
import { openDialog, useFrame } from '../frame/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { setApp, useHealth } from '../health/store.ts';
import { engine } from '../link.ts';
import { DraftInput } from './draft.tsx';
import { Setting } from './setting.tsx';
import { changeSettings } from './store.ts';

/** What a template gives now, for the preview. */
function previewOf(template: string, timeMs: number): string {
  return recordingName(template, { timeMs, centreHz: 100.1e6, sampleRateHz: 2.4e6, radio: 'sim:band' });
}

/** The schema's first complaint about a value, or undefined. */
function complaint(result: {
  success: boolean;
  error?: { issues: { message: string }[] } | undefined;
}): string | undefined {
  return result.success ? undefined : result.error?.issues[0]?.message;
}

export function RecordingSettings({ settings }: { settings: Settings }): React.ReactNode {
  const [openedMs] = useState(() => Date.now());
  const [template, setTemplate] = useState<string>();
  return (
    <fieldset>
      <legend>Recordings</legend>
      <Folder />
      <Setting
        label="Names"
        note={
          <>
            <span data-testid="name-preview">{previewOf(template ?? settings.nameTemplate, openedMs)}</span>
            <br />
            Filled in: {'{utc} {local} {freq} {rate} {radio}'}
          </>
        }
      >
        <DraftInput
          label="Name template"
          value={settings.nameTemplate}
          check={(text) => {
            const problem = complaint(Settings.shape.nameTemplate.safeParse(text));
            return problem && `This can't name files: ${problem}`;
          }}
          onDraft={setTemplate}
          onCommit={(nameTemplate) => changeSettings({ nameTemplate })}
        />
      </Setting>
      <Setting
        label="Space kept free"
        note="A recording stops cleanly while this much of the disk is still free."
      >
        <DraftInput
          label="Space kept free"
          width={140}
          value={formatExact(settings.reserveBytes, 'B')}
          check={(text) => readBytes(text).problem}
          onCommit={(text) => {
            const { bytes } = readBytes(text);
            if (bytes !== undefined) changeSettings({ reserveBytes: bytes });
          }}
        />
      </Setting>
      <Setting label="Author" note="Written into every recording; may stay empty.">
        <DraftInput
          label="Author"
          value={settings.author}
          check={(text) => complaint(Settings.shape.author.safeParse(text))}
          onCommit={(author) => changeSettings({ author })}
        />
      </Setting>
    </fieldset>
  );
}

/** The bytes that a text means, or what is wrong with it. */
export function readBytes(text: string): { bytes?: number; problem?: string } {
  try {
    return { bytes: Math.round(parseQuantity(text, 'B', { name: 'The space', min: 0, max: 1e15 })) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problem: `${error.message} ${error.hint ?? ''}` };
  }
}

function Folder(): React.ReactNode {
  const app = useHealth((state) => state.app);
  const browsing = useFrame((state) => state.dialog === 'recording-folder');
  const take = async (folder: Grant): Promise<void> => {
    openDialog(undefined);
    const next = await engine().settings.setRecordingFolder({ grant: folder.grant });
    setApp(next);
    say(`Recordings go to ${next.recordingFolder} from now on.`);
  };
  const choose = async (): Promise<void> => {
    if (app?.host !== 'electron') {
      openDialog('recording-folder');
      return;
    }
    const folder = await engine().app.pick({ what: 'recording-folder' });
    if (folder !== null) await take(folder);
  };
  return (
    <Setting label="Folder">
      <Group gap="xs" wrap="nowrap">
        <TextInput aria-label="Recording folder" readOnly flex={1} value={app?.recordingFolder ?? ''} />
        <Button variant="default" onClick={() => attempt(choose)}>
          Choose…
        </Button>
      </Group>
      <FileBrowser
        opened={browsing}
        title="Recording folder"
        what="folder"
        onClose={() => openDialog(undefined)}
        onChoose={(folder) => attempt(() => take(folder))}
      />
    </Setting>
  );
}
