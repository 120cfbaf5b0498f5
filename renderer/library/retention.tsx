/** Making room: a rule, what it would take, and only then the trash. */
import { Button, Checkbox, Group, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { RetentionPlan } from '../../contract/library.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { counted } from '../tasks/words.ts';
import { noteRemoved } from './commands.ts';
import { Lines } from './lines.tsx';
import { Name } from './name.tsx';
import { emptyRule, readRule, type RuleForm } from './rule.ts';
import { openLibraryDialog, useLibrary } from './store.ts';
import { sizeText } from './words.ts';

type Plan = z.infer<typeof RetentionPlan>;

const close = (): void => openLibraryDialog(undefined);

export function RetentionDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'retention');
  return (
    <Modal opened={opened} onClose={close} title="Make room" size={880}>
      {opened && <Contents />}
    </Modal>
  );
}

const starOptions = [
  { value: '1', label: 'Without stars' },
  ...[2, 3, 4, 5].map((stars) => ({ value: String(stars), label: `Fewer than ${String(stars)} stars` })),
  { value: '6', label: 'Whatever their stars' },
];

function Contents(): React.ReactNode {
  const [form, setForm] = useState<RuleForm>(emptyRule);
  const [plan, setPlan] = useState<Plan>();
  const [busy, setBusy] = useState(false);
  const { rule, problems } = readRule(form);
  const change = (part: Partial<RuleForm>): void => {
    setForm({ ...form, ...part });
    // What is shown must be what is done.
    setPlan(undefined);
  };
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  };
  const look = (): Promise<void> =>
    during(async () => {
      if (rule !== undefined) setPlan(await engine().library.retention(rule));
    });
  const apply = (): Promise<void> =>
    during(async () => {
      if (rule === undefined || plan === undefined) return;
      const { reached } = await engine().library.applyRetention(rule);
      close();
      if (reached === 0) say('Nothing had to go.', 'orange');
      else
        noteRemoved(
          plan.rows.map(({ id }) => id),
          `${counted(reached, 'recording')} moved to the trash, ${sizeText(plan.freesBytes)}. Empty the trash to free the disk.`,
        );
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(look);
      }}
    >
      <Group gap="sm" align="start" mb="sm">
        <TextInput
          data-autofocus
          label="Older than, days"
          placeholder="90"
          w={130}
          value={form.days}
          error={problems.days}
          onChange={(event) => change({ days: event.currentTarget.value })}
        />
        <TextInput
          label="Until the folder holds"
          placeholder="500G"
          w={150}
          value={form.keep}
          error={problems.keep}
          onChange={(event) => change({ keep: event.currentTarget.value })}
        />
        <Select
          label="Stars"
          w={170}
          data={starOptions}
          value={String(form.starsBelow)}
          onChange={(value) => change({ starsBelow: Number(value) })}
        />
        <Checkbox
          size="xs"
          mt={24}
          label="With accepted labels too"
          checked={form.labelledToo}
          onChange={(event) => change({ labelledToo: event.currentTarget.checked })}
        />
        <Button
          type="submit"
          ml="auto"
          mt={18}
          variant="default"
          loading={busy && plan === undefined}
          disabled={rule === undefined}
        >
          Show what would go
        </Button>
      </Group>
      {plan === undefined ? (
        <p className="wk-empty">
          {rule === undefined
            ? 'Say how old, how large or how starred; a recording goes only when all of it holds.'
            : 'Nothing is moved before you have seen what would go.'}
        </p>
      ) : (
        <Planned plan={plan} />
      )}
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          color="red"
          loading={busy && plan !== undefined}
          disabled={plan === undefined || plan.rows.length === 0}
          onClick={() => attempt(apply)}
        >
          {plan === undefined || plan.rows.length === 0
            ? 'Move to the trash'
            : `Move ${counted(plan.rows.length, 'recording')} to the trash`}
        </Button>
      </Group>
    </form>
  );
}

function Planned({ plan }: { plan: Plan }): React.ReactNode {
  const { rows, freesBytes, keptBytes } = plan;
  if (rows.length === 0) return <p className="wk-empty">Nothing would go.</p>;
  return (
    <>
      <p className="wk-plan-sum" role="status">
        <b>{counted(rows.length, 'recording')}</b> would go, <b>{sizeText(freesBytes)}</b>;{' '}
        {sizeText(keptBytes)} would stay.
      </p>
      <Lines
        label="What would go"
        count={rows.length}
        className="wk-line-plan"
        row={(index) => {
          const one = rows[index];
          return one === undefined ? null : (
            <>
              <Name name={one.name} />
              <span>{sizeText(one.bytes)}</span>
              <span title={one.why}>{one.why}</span>
            </>
          );
        }}
      />
    </>
  );
}
