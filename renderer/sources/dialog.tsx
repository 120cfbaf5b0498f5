/** Adding and changing a source. Says at once how a place was understood, and what is wrong once a field was left. */
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Source } from '../../contract/source.ts';
import { attempt } from '../frame/toasts.tsx';
import { readingOf } from '../tasks/frequencies.ts';
import { saveSource } from './commands.ts';
import { emptyForm, formOf, readForm, type SourceForm } from './form.ts';
import { useSources } from './store.ts';

/** What was understood stands below what was typed. */
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const close = (): void => useSources.setState({ form: undefined });

export function SourceDialog(): React.ReactNode {
  const form = useSources((state) => state.form);
  return (
    <Modal
      opened={form !== undefined}
      onClose={close}
      title={form?.source === undefined ? 'New source' : 'Change source'}
      size="md"
    >
      {form !== undefined && <Fields key={form.source?.id ?? 'new'} source={form.source} />}
    </Modal>
  );
}

function Fields({ source }: { source: Source | undefined }): React.ReactNode {
  const [form, setForm] = useState<SourceForm>(source === undefined ? emptyForm : formOf(source));
  const [left, setLeft] = useState<ReadonlySet<keyof SourceForm>>(new Set());
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const { draft, problems, placeText } = readForm(form);

  const field = (name: keyof SourceForm) => ({
    value: form[name],
    error: tried || left.has(name) ? problems[name] : undefined,
    spellCheck: false,
    onBlur: () => setLeft((before) => new Set(before).add(name)),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setForm((before) => ({ ...before, [name]: value })),
  });
  const submit = async (): Promise<void> => {
    setTried(true);
    if (draft === undefined || saving) return;
    setSaving(true);
    try {
      await saveSource(draft, source?.id);
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(submit);
      }}
    >
      <Stack gap="xs">
        <TextInput label="Name" data-autofocus required {...field('name')} />
        <Group grow gap="xs" align="start">
          <TextInput
            label="Frequency"
            placeholder="145.625M"
            description={readingOf(form.frequency, 'M')}
            inputWrapperOrder={below}
            {...field('frequency')}
          />
          <TextInput
            label="Bandwidth"
            placeholder="12.5k"
            description={readingOf(form.bandwidth, 'k')}
            inputWrapperOrder={below}
            {...field('bandwidth')}
          />
        </Group>
        <Group grow gap="xs" align="start" preventGrowOverflow={false}>
          <TextInput
            label="Place"
            placeholder="45.123 N 7.456 E"
            description={
              placeText === undefined
                ? 'Latitude first; decimals or degrees, minutes, seconds'
                : `Read as ${placeText}`
            }
            inputWrapperOrder={below}
            {...field('place')}
          />
          <TextInput label="Error radius" placeholder="50 m" maw={130} {...field('errorRadius')} />
        </Group>
        <Textarea size="xs" label="Notes" autosize minRows={2} maxRows={8} {...field('notes')} spellCheck />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {source === undefined ? 'Add' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
