/** The new-task form while it is open: what is typed, what the queue says of it, and adding it. */
import { create } from 'zustand';
import type { Stop } from '../../contract/bridge.ts';
import { formatExact } from '../../contract/quantity.ts';
import type { TaskDraft } from '../../contract/task.ts';
import { describeFault, toFault } from '../fault.ts';
import { say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { useSettings } from '../settings/store.ts';
import { moved, stampText, type Zone } from './clock.ts';
import { readForm, type Reading } from './drafts.ts';
import { emptyForm, formFromDraft, type TaskForm } from './form.ts';
import { sampleOf, sumOf, type PreviewSum } from './preview.ts';
import { counted } from './words.ts';

interface FormState {
  opened: boolean;
  form: TaskForm;
  /** Fields the user has left or changed: only they show problems before the first attempt to add. */
  touched: ReadonlySet<keyof TaskForm>;
  tried: boolean;
  preview: PreviewSum | undefined;
  /** Why there is no preview, where the queue refused. */
  refusal: string | undefined;
  asking: boolean;
  adding: boolean;
}

/** The zone of this machine, for repetitions. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone times are shown and typed in. Offsets have no calendar: they count as UTC. */
const zoneOf = (axis: 'utc' | 'local' | 'offset'): Zone => (axis === 'local' ? 'local' : 'utc');
export const useZone = (): Zone => useSettings((state) => zoneOf(state.settings.view.timeAxis));
const currentZone = (): Zone => zoneOf(useSettings.getState().settings.view.timeAxis);

export const useTaskForm = create<FormState>(() => ({
  opened: false,
  form: emptyForm('UTC'),
  touched: new Set(),
  tried: false,
  preview: undefined,
  refusal: undefined,
  asking: false,
  adding: false,
}));

/** What the last task added had: the next one is often like it. */
let last: Partial<TaskForm> = {};

/** What a form may begin with, from where it was opened. */
export interface Prefill {
  centreHz?: number;
  bandwidthHz?: number;
  radio?: string;
  name?: string;
  sourceId?: number;
}

function begin(form: TaskForm): void {
  useTaskForm.setState({
    opened: true,
    form,
    touched: new Set(),
    tried: false,
    preview: undefined,
    refusal: undefined,
  });
}

/** Opens the form: empty but for what the last one had and where it was opened from. */
export function openTaskForm(prefill: Prefill = {}): void {
  const zone = currentZone();
  const tomorrow = moved('day', Date.now(), zone, 1);
  begin({
    ...emptyForm(zone === 'utc' ? 'UTC' : machineZone()),
    at: `${stampText(tomorrow, zone).slice(0, 14)}00:00`,
    ...last,
    ...(prefill.centreHz === undefined ? {} : { frequency: formatExact(prefill.centreHz, 'Hz') }),
    ...(prefill.bandwidthHz === undefined ? {} : { bandwidth: formatExact(prefill.bandwidthHz, 'Hz') }),
    ...(prefill.radio === undefined ? {} : { radio: prefill.radio }),
    ...(prefill.name === undefined ? {} : { name: prefill.name }),
    ...(prefill.sourceId === undefined ? {} : { sourceId: prefill.sourceId }),
  });
}

/** Opens the form with everything a task has. */
export async function duplicateTask(id: number): Promise<void> {
  const { draft } = await engine().task.get({ id });
  begin(formFromDraft(draft, currentZone(), machineZone()));
}

export const closeTaskForm = (): void => useTaskForm.setState({ opened: false });

export function changeForm(change: Partial<TaskForm>): void {
  const fields = Object.keys(change) as (keyof TaskForm)[];
  useTaskForm.setState(({ form, touched }) => ({
    form: { ...form, ...change },
    touched: new Set([...touched, ...fields]),
  }));
}

const currentReading = (): Reading => readForm(useTaskForm.getState().form, currentZone());

/** Long enough to type a digit after another, short enough to feel live. */
const debounceMs = 250;

/** Asks the queue about the form while it is open, each time it says something else. */
export function watchPreview(): Stop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  let asked = '';

  const look = async (drafts: readonly TaskDraft[], signal: AbortSignal): Promise<void> => {
    const looked = sampleOf(drafts);
    useTaskForm.setState({ asking: true });
    try {
      const answers = await Promise.all(looked.map((draft) => engine().task.preview(draft, { signal })));
      if (signal.aborted) return;
      useTaskForm.setState({
        preview: sumOf(looked, answers, drafts.length),
        refusal: undefined,
        asking: false,
      });
    } catch (error) {
      if (signal.aborted) return;
      const { message, advice } = describeFault(toFault(error));
      useTaskForm.setState({ preview: undefined, refusal: `${message} ${advice}`, asking: false });
    }
  };

  const follow = (): void => {
    const { drafts } = currentReading();
    const text = JSON.stringify(drafts);
    if (text === asked) return;
    asked = text;
    clearTimeout(timer);
    asking?.abort();
    if (drafts.length === 0) {
      useTaskForm.setState({ preview: undefined, refusal: undefined, asking: false });
      return;
    }
    timer = setTimeout(() => {
      asking = new AbortController();
      void look(drafts, asking.signal);
    }, debounceMs);
  };

  follow();
  const stop = useTaskForm.subscribe((state, before) => {
    if (state.form !== before.form) follow();
  });
  return () => {
    stop();
    clearTimeout(timer);
    asking?.abort();
  };
}

/** Adds the tasks; answers when they are on disk. With a problem nothing is added and every field says its own. */
export async function submitForm(): Promise<void> {
  const { drafts } = currentReading();
  const [first] = drafts;
  if (useTaskForm.getState().adding) return;
  useTaskForm.setState({ tried: true });
  if (first === undefined) return;
  useTaskForm.setState({ adding: true });
  try {
    if (drafts.length === 1) {
      const task = await engine().task.add(first);
      say(`Task ${String(task.id)} is on disk.${task.waitingFor === undefined ? '' : ` ${task.waitingFor}`}`);
    } else {
      const { ids } = await engine().task.addMany({ drafts });
      say(`${counted(ids.length, 'task')} are on disk: ${String(ids[0])} to ${String(ids.at(-1))}.`);
    }
    const { radio, bandwidth, length, products } = useTaskForm.getState().form;
    last = { radio, bandwidth, length, products };
    useTaskForm.setState({ opened: false });
  } finally {
    useTaskForm.setState({ adding: false });
  }
}
