/** Making and changing a session: what is recorded, and by which receivers. */
import { Button, Group, Modal, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { attempt } from '../frame/toasts.tsx';
import { useSources } from '../sources/store.ts';
import { editableHz, frequencyText } from '../sources/form.ts';
import { readingOf } from '../tasks/frequencies.ts';
import { recordSession, saveSession } from './commands.ts';
import { changeForm, closeSessionForm, useSessionForm } from './form-store.ts';
import { readSessionForm, type SessionForm, type SessionProblems } from './form.ts';
import { Receivers } from './receivers.tsx';

/** What was understood stands below what was typed. */
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

export function SessionDialog(): React.ReactNode {
  const opened = useSessionForm((state) => state.opened);
  const session = useSessionForm((state) => state.session);
  return (
    <Modal
      opened={opened}
      onClose={closeSessionForm}
      title={session === undefined ? 'New session' : 'Change session'}
      size="lg"
    >
      {opened && <Fields />}
    </Modal>
  );
}

type Texts = 'name' | 'frequency' | 'bandwidth' | 'length' | 'notes';

function Fields(): React.ReactNode {
  const form = useSessionForm((state) => state.form);
  const session = useSessionForm((state) => state.session);
  const [left, setLeft] = useState<ReadonlySet<keyof SessionForm>>(new Set());
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const { draft, problems } = readSessionForm(form);
  const problem = (name: keyof SessionProblems): string | undefined =>
    tried || left.has(name) ? problems[name] : undefined;
  const field = (name: Texts) => ({
    value: form[name],
    error: problem(name),
    onBlur: () => setLeft((before) => new Set(before).add(name)),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      changeForm({ [name]: value }),
  });
  const submit = async (record: boolean): Promise<void> => {
    setTried(true);
    if (draft === undefined || saving) return;
    setSaving(true);
    try {
      const saved = await saveSession(draft, session?.id);
      if (record) await recordSession(saved);
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(() => submit(false));
      }}
    >
      <Stack gap="xs">
        <Group grow gap="xs" align="start">
          <TextInput label="Name" required data-autofocus {...field('name')} />
          <SourceSelect form={form} />
        </Group>
        <Group grow gap="xs" align="start">
          <TextInput
            label="Frequency"
            required
            placeholder="145.625M"
            spellCheck={false}
            description={readingOf(form.frequency, 'M')}
            inputWrapperOrder={below}
            {...field('frequency')}
          />
          <TextInput
            label="Bandwidth"
            required
            placeholder="25k"
            spellCheck={false}
            description={readingOf(form.bandwidth, 'k')}
            inputWrapperOrder={below}
            {...field('bandwidth')}
          />
          <TextInput label="Length" required placeholder="10s" spellCheck={false} {...field('length')} />
        </Group>
        <Receivers chosen={form.receivers} problem={problem('receivers')} />
        <Group gap="xs">
          <span className="wk-row-label">Gain</span>
          <SegmentedControl
            aria-label="Gain"
            data={[
              { value: 'as-is', label: 'As each radio stands' },
              { value: 'auto', label: 'Automatic' },
              ...(form.stages === undefined ? [] : [{ value: 'kept', label: 'As it was given' }]),
            ]}
            value={form.gain}
            onChange={(gain) => changeForm({ gain: gain === 'auto' || gain === 'kept' ? gain : 'as-is' })}
          />
        </Group>
        <Textarea size="xs" label="Notes" autosize minRows={2} maxRows={6} {...field('notes')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={closeSessionForm}>
            Cancel
          </Button>
          <Button type="submit" variant="default" loading={saving}>
            Save
          </Button>
          <Button loading={saving} onClick={() => attempt(() => submit(true))}>
            Save and record
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A source fills in what it knows; what was typed for another frequency is replaced. */
function SourceSelect({ form }: { form: SessionForm }): React.ReactNode {
  const sources = useSources((state) => state.sources);
  const options = useMemo(
    () =>
      sources.map(({ id, name, frequencyHz }) => ({
        value: String(id),
        label: frequencyHz === undefined ? name : `${name} · ${frequencyText(frequencyHz)}`,
      })),
    [sources],
  );
  const choose = (value: string | null): void => {
    const source = sources.find(({ id }) => String(id) === value);
    changeForm({
      sourceId: source?.id,
      ...(source?.frequencyHz === undefined ? {} : { frequency: editableHz(source.frequencyHz) }),
      ...(source?.bandwidthHz === undefined ? {} : { bandwidth: editableHz(source.bandwidthHz) }),
      ...(source === undefined || form.name.trim() !== '' ? {} : { name: source.name }),
    });
  };
  return (
    <Select
      label="Source"
      placeholder="None"
      searchable
      clearable
      allowDeselect
      limit={100}
      nothingFoundMessage="No such source"
      data={options}
      value={form.sourceId === undefined ? null : String(form.sourceId)}
      onChange={choose}
    />
  );
}
