/** The form of a session: texts as typed, what they mean and what is wrong with them. Pure. */
import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Session, SessionDraft } from '../../contract/session.ts';
import { editableHz, readWidth } from '../sources/form.ts';
import { readHz } from '../tasks/frequencies.ts';

export interface SessionForm {
  name: string;
  notes: string;
  sourceId: number | undefined;
  frequency: string;
  bandwidth: string;
  length: string;
  receivers: readonly string[];
  /** As each radio stands, or its own automatic. */
  gain: 'as-is' | 'auto' | 'kept';
  /** Gains by stage, kept where the session came with them. */
  stages: Record<string, number> | undefined;
}

export type SessionProblems = Partial<Record<keyof SessionForm, string>>;

/** What a form may begin with, from where it was opened. */
export interface SessionPrefill {
  name?: string;
  sourceId?: number;
  centreHz?: number;
  bandwidthHz?: number;
}

export function emptySessionForm(prefill: SessionPrefill, receivers: readonly string[]): SessionForm {
  const { name = '', sourceId, centreHz, bandwidthHz } = prefill;
  return {
    name,
    notes: '',
    sourceId,
    frequency: centreHz === undefined ? '' : editableHz(centreHz),
    bandwidth: bandwidthHz === undefined ? '25 kHz' : editableHz(bandwidthHz),
    length: '10s',
    receivers,
    gain: 'as-is',
    stages: undefined,
  };
}

export function formOfSession(session: Session): SessionForm {
  const { gain } = session;
  return {
    name: session.name,
    notes: session.notes,
    sourceId: session.sourceId,
    frequency: editableHz(session.centreHz),
    bandwidth: editableHz(session.bandwidthHz),
    length: formatExact(session.seconds, 's'),
    receivers: session.receivers,
    gain: gain === undefined ? 'as-is' : gain === 'auto' ? 'auto' : 'kept',
    stages: gain === 'auto' ? undefined : gain,
  };
}

export function readSessionForm(form: SessionForm): {
  /** Present when nothing is wrong. */
  draft: SessionDraft | undefined;
  problems: SessionProblems;
} {
  const problems: SessionProblems = {};
  const read = (field: 'frequency' | 'bandwidth' | 'length', parse: (text: string) => number): number => {
    try {
      return parse(form[field]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems[field] = `${error.message} ${error.hint ?? ''}`.trim();
      return NaN;
    }
  };
  const name = form.name.trim();
  if (name === '') problems.name = 'A session needs a name.';
  else if (name.length > 200) problems.name = 'The name is longer than 200 letters.';
  if (form.notes.length > 4000) problems.notes = 'The notes are longer than 4000 letters.';
  const centreHz = read('frequency', (text) => readHz(text, 'M', 'The frequency'));
  const bandwidthHz = read('bandwidth', readWidth);
  const seconds = read('length', (text) =>
    parseQuantity(text, 's', { min: 0.01, max: 3600, name: 'The length' }),
  );
  if (form.receivers.length === 0) problems.receivers = 'Choose at least one receiver.';
  else if (form.receivers.length > 32) problems.receivers = 'A session has 32 receivers at most.';
  const gain = form.gain === 'auto' ? ('auto' as const) : form.gain === 'kept' ? form.stages : undefined;
  const draft: SessionDraft = {
    name,
    notes: form.notes,
    centreHz,
    bandwidthHz,
    seconds,
    receivers: [...form.receivers],
    ...(form.sourceId === undefined ? {} : { sourceId: form.sourceId }),
    ...(gain === undefined ? {} : { gain }),
  };
  return { draft: Object.keys(problems).length === 0 ? draft : undefined, problems };
}

/** A group's button adds its radios; when all are there already it takes them out. */
export function toggledGroup(receivers: readonly string[], members: readonly string[]): string[] {
  const all = members.every((id) => receivers.includes(id));
  if (all) return receivers.filter((id) => !members.includes(id));
  return [...receivers, ...members.filter((id) => !receivers.includes(id))];
}

/** A receiver as typed: one radio by its id, not chosen yet. Exactly one of the two is there. */
export function otherReceiver(text: string, chosen: readonly string[]): { id?: string; problem?: string } {
  const id = text.trim();
  if (chosen.includes(id)) return { problem: 'This receiver is chosen already.' };
  if (!/^[a-z][a-z0-9]*:.+$/.test(id) || id.startsWith('group:'))
    return { problem: 'Write the kind of radio and its serial number, for example rtlsdr:00000001.' };
  return { id };
}
