/** The classes: their order, names, colours and keys. A new name goes along to the labels that have it. */
import { useState } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import type { LabelClass, TaxonomyEdit } from '../../contract/label.ts';
import { confirm } from '../frame/confirm.tsx';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { counted } from '../tasks/words.ts';
import { ClassForm } from './class-form.tsx';
import { Swatch } from './list.tsx';
import { useTaxonomy } from './store.ts';
import { useAsked } from './use-asked.ts';

async function change(edits: TaxonomyEdit[]): Promise<void> {
  const { renamed } = await engine().label.changeTaxonomy({ edits });
  if (renamed > 0) say(`${counted(renamed, 'label')} renamed.`);
}

async function remove(one: LabelClass, count: number): Promise<void> {
  const yes = await confirm({
    title: `Remove the class ${one.name}`,
    text:
      count === 0
        ? 'No label has it.'
        : `${counted(count, 'label')} keep the name; only its colour and key are forgotten.`,
    action: 'Remove',
  });
  if (yes) await change([{ kind: 'remove', name: one.name }]);
}

/** Saves a class. A new name is asked about where labels or another class are touched. */
async function save(before: LabelClass | undefined, next: LabelClass, counts: Counts): Promise<boolean> {
  const { classes } = useTaxonomy.getState();
  const renamed = before !== undefined && before.name !== next.name;
  const other = renamed ? classes.find(({ name }) => name === next.name) : undefined;
  if (renamed && !(await mayRename(before.name, next.name, counts(before.name), other !== undefined)))
    return false;
  if (before !== undefined && other !== undefined) {
    // The class that stays keeps its colour, key and notes: the form showed those of the one that goes.
    await change([{ kind: 'rename', from: before.name, to: other.name }]);
    return true;
  }
  // A key belongs to one class: who had it gives it up.
  const freed = classes.filter(
    (one) => next.key !== undefined && one.key === next.key && one.name !== before?.name,
  );
  const edits: TaxonomyEdit[] = freed
    .filter(({ name }) => name !== next.name)
    .map((one) => ({ kind: 'put', class: withoutKey(one) }));
  if (renamed) edits.push({ kind: 'rename', from: before.name, to: next.name });
  edits.push({ kind: 'put', class: next });
  await change(edits);
  return true;
}

function withoutKey(one: LabelClass): LabelClass {
  const rest = { ...one };
  delete rest.key;
  return rest;
}

async function mayRename(from: string, to: string, count: number, merges: boolean): Promise<boolean> {
  if (count === 0 && !merges) return true;
  const moves = count === 0 ? 'No label moves.' : `This moves ${counted(count, 'label')}.`;
  return await confirm({
    title: merges ? `Merge ${from} into ${to}` : `Rename ${from} to ${to}`,
    text: merges ? `There is a class ${to} already: it stays as it is, ${from} goes. ${moves}` : moves,
    action: merges ? 'Merge' : 'Rename',
  });
}

type Counts = (name: string) => number;

export function TaxonomyPart(): React.ReactNode {
  const classes = useTaxonomy((state) => state.classes);
  const statistics = useAsked('classes', (client) => client.label.statistics({}));
  const [editing, setEditing] = useState<LabelClass | 'new'>();
  const counts: Counts = (name) => statistics?.classes.find((one) => one.name === name)?.count ?? 0;
  const named = new Set(classes.map(({ name }) => name));
  const strangers = (statistics?.classes ?? []).filter(({ name }) => name !== '' && !named.has(name));
  const before = editing === 'new' ? undefined : editing;
  return (
    <div className="wk-taxonomy">
      <div className="wk-taxonomy-head">
        <p>A class gives labels a name, a colour and a number key. Labels may have any other name too.</p>
        <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setEditing('new')}>
          New class
        </Button>
      </div>
      {classes.length === 0 && <p className="wk-empty">No classes yet.</p>}
      <ol aria-label="Classes">
        {classes.map((one, index) => (
          <Line
            key={one.name}
            one={one}
            count={counts(one.name)}
            onMove={(step) => attempt(() => move(classes, index, step))}
            last={index === classes.length - 1}
            first={index === 0}
            onEdit={() => setEditing(one)}
            onRemove={() => attempt(() => remove(one, counts(one.name)))}
          />
        ))}
      </ol>
      {strangers.length > 0 && (
        <section aria-label="Names that are no class">
          <h2>Names of labels that are no class</h2>
          <ul>
            {strangers.slice(0, 50).map(({ name, count }) => (
              <li key={name}>
                <span>{name}</span>
                <span className="wk-dim">{counted(count, 'label')}</span>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Make a class of ${name}`}
                  onClick={() => setEditing({ name, colour: '', notes: '' })}
                >
                  Make a class
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {editing !== undefined && (
        <ClassForm
          before={before?.colour === '' ? undefined : before}
          name={before?.name ?? ''}
          classes={classes}
          onClose={() => setEditing(undefined)}
          onSave={(next) =>
            attempt(async () => {
              const known = before?.colour === '' ? undefined : before;
              if (await save(known, next, counts)) setEditing(undefined);
            })
          }
        />
      )}
    </div>
  );
}

async function move(classes: readonly LabelClass[], index: number, step: 1 | -1): Promise<void> {
  const names = classes.map(({ name }) => name);
  const [moved] = names.splice(index, 1);
  if (moved === undefined) return;
  names.splice(index + step, 0, moved);
  await change([{ kind: 'order', names }]);
}

interface LineProps {
  one: LabelClass;
  count: number;
  first: boolean;
  last: boolean;
  onMove: (step: 1 | -1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function Line({ one, count, first, last, onMove, onEdit, onRemove }: LineProps): React.ReactNode {
  const { name, colour, key, signal, notes } = one;
  const details = [signal?.type, signal?.modClass?.toUpperCase(), signal?.standard, notes].filter(
    (part) => part !== undefined && part !== '',
  );
  return (
    <li>
      <kbd>{key ?? ''}</kbd>
      <Swatch colour={colour} />
      <span className="wk-taxonomy-name">
        <strong>{name}</strong>
        <span className="wk-dim">{details.join(' · ')}</span>
      </span>
      <span className="wk-dim">{counted(count, 'label')}</span>
      <ActionIcon aria-label={`Move ${name} up`} disabled={first} onClick={() => onMove(-1)}>
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon aria-label={`Move ${name} down`} disabled={last} onClick={() => onMove(1)}>
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon aria-label={`Change ${name}`} onClick={onEdit}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
}
