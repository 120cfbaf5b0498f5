/** From what a task asks for to the radios that may serve it, or the sentence why none may. */
import { Fault } from '../../../../contract/fault.ts';
import { formatRounded } from '../../../../contract/quantity.ts';
import { parseSelector } from '../../../../contract/selector.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import { bandOf, centresFor } from './bands.ts';
import type { PlanInput, PlanRadio } from './plan-types.ts';
import { rateFor, widestBandHz } from './rates.ts';

export interface Selection {
  /** Radios that are there, can be used and cover the task; in the order of the list. */
  radios: readonly PlanRadio[];
  /** Why there is none; present when `radios` is empty. */
  reason?: string;
  /** No radio of that name is there at all: a task with `absent: 'fail'` ends. */
  absent?: boolean;
}

/** Radios of a selector, whatever they cover. */
interface Named {
  radios: readonly PlanRadio[];
  reason?: string;
}

type Radios = Pick<PlanInput, 'radios' | 'groups'>;

/** Looks a selector up once, however many tasks share it. */
export function makeSelect(input: Radios): (draft: TaskDraft) => Selection {
  const known = new Map<string, Named>();
  return (draft) => {
    let named = known.get(draft.radio);
    if (!named) {
      named = resolveOrSay(draft.radio, input);
      known.set(draft.radio, named);
    }
    if (named.reason !== undefined) return { radios: [], reason: named.reason, absent: true };
    const usable = named.radios.filter((radio) => radio.available);
    if (usable.length === 0) {
      const [first] = named.radios;
      return {
        radios: [],
        reason: first ? unusable(first) : 'No radio of that name is there.',
        absent: true,
      };
    }
    const covering = usable.filter((radio) => covers(radio, draft));
    return covering.length > 0 ? { radios: covering } : { radios: [], reason: outOfReach(usable, draft) };
  };
}

/** The error of a task that does not wait for its receiver. `data.radio` names it. */
export function absentFault(draft: TaskDraft, reason: string): Fault {
  return new Fault('not-found', reason, {
    hint: 'Connect it and run the task again, or let the task wait for it.',
    data: { radio: draft.radio },
  });
}

/** One task that names nothing (an old one, from another version) must not keep the others from being planned. */
function resolveOrSay(selector: string, input: Radios): Named {
  try {
    return resolve(selector, input);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { radios: [], reason: `${error.message} ${error.hint ?? ''}`.trim() };
  }
}

function resolve(selector: string, { radios, groups }: Radios): Named {
  const parsed = parseSelector(selector);
  switch (parsed.kind) {
    case 'any': {
      const real = radios.filter((radio) => !radio.simulated && radio.driver !== 'file');
      return orElse(
        real,
        'No radio is connected; simulated ones (sim:band) serve only tasks that name them.',
      );
    }
    case 'driver':
      return orElse(
        radios.filter((radio) => radio.driver === parsed.driver),
        `No receiver of the kind ${parsed.driver} is connected.`,
      );
    case 'group': {
      const ids = groups[parsed.name];
      if (!ids) return { radios: [], reason: `The settings have no group of radios named ${parsed.name}.` };
      return orElse(
        radios.filter((radio) => ids.includes(radio.id)),
        `No receiver of the group ${parsed.name} is connected.`,
      );
    }
    case 'radio':
      return orElse(
        radios.filter((radio) => radio.id === parsed.id),
        `The receiver ${parsed.id} is not connected.`,
      );
  }
}

function orElse(radios: readonly PlanRadio[], reason: string): Named {
  return radios.length > 0 ? { radios } : { radios, reason };
}

function unusable({ id, problem, hint }: PlanRadio): string {
  return [`The receiver ${id} can't be used:`, problem ?? 'it does not say why.', hint ?? '']
    .join(' ')
    .trim();
}

/** A file has the frequency and the rate it was recorded with: it serves what its running stream holds. */
function tunable(radio: PlanRadio): boolean {
  return radio.driver !== 'file';
}

function covers(radio: PlanRadio, draft: TaskDraft): boolean {
  if (!tunable(radio)) return true;
  const rate = rateFor(radio, draft.bandwidthHz);
  return rate !== undefined && centresFor(bandOf(draft), rate, radio.tuningHz).length > 0;
}

function outOfReach(radios: readonly PlanRadio[], draft: TaskDraft): string {
  const wide = radios.filter((radio) => rateFor(radio, draft.bandwidthHz) !== undefined);
  const which = draft.radio === 'any' ? 'No radio attached' : `No radio of ${draft.radio}`;
  if (wide.length === 0) {
    const widestHz = Math.max(...radios.map(widestBandHz));
    return `${which} is wide enough for ${formatRounded(draft.bandwidthHz, 'Hz')}: the widest band is ${formatRounded(widestHz, 'Hz')}.`;
  }
  const reach = wide
    .slice(0, 3)
    .map(
      ({ id, tuningHz }) =>
        `${id} tunes ${formatRounded(tuningHz.min, 'Hz')} to ${formatRounded(tuningHz.max, 'Hz')}`,
    )
    .join(', ');
  return `${which} covers ${formatRounded(draft.centreHz, 'Hz')}: ${reach}.`;
}
