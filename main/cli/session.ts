import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import type { Session } from '../../contract/session.ts';
import type { Context, Output } from './context.ts';
import { firstValue, whole } from './values.ts';

export interface SessionCreateOptions {
  freq: string;
  bandwidth: string;
  seconds: string;
  receivers: string[];
  source?: string;
  notes?: string;
}

const idOf = (text: string): number => whole(text, 'The number of a session', 1, Number.MAX_SAFE_INTEGER);

/** `session list`. */
export async function sessionList({ api }: Context): Promise<Output> {
  const sessions = await firstValue<Session[]>((consumer) => api.session.list({}, consumer));
  return { json: { sessions }, text: sessions.map(shown).join('\n') || 'No sessions yet.' };
}

/** `session create NAME`. */
export async function sessionCreate(
  { api }: Context,
  name: string,
  options: SessionCreateOptions,
): Promise<Output> {
  const session = await api.session.create({
    name,
    centreHz: parseQuantity(options.freq, 'Hz'),
    bandwidthHz: parseQuantity(options.bandwidth, 'Hz', { name: 'The bandwidth', min: 1 }),
    seconds: parseQuantity(options.seconds, 's', { min: 0.01 }),
    receivers: options.receivers,
    ...(options.source === undefined
      ? {}
      : { sourceId: whole(options.source, 'The number of a source', 1, Number.MAX_SAFE_INTEGER) }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
  });
  return { json: { session }, text: shown(session) };
}

/** `session start ID`: its tasks are queued; a worker or the application runs them. */
export async function sessionStart({ api }: Context, id: string): Promise<Output> {
  const session = await api.session.start({ id: idOf(id) });
  return { json: { session }, text: shown(session) };
}

/** `session show ID`. */
export async function sessionShow({ api }: Context, id: string): Promise<Output> {
  const sessions = await firstValue<Session[]>((consumer) => api.session.list({}, consumer));
  const session = sessions.find((one) => one.id === idOf(id));
  return session
    ? { json: { session }, text: shown(session) }
    : { json: { session: null }, text: `There is no session ${id}.`, failed: true };
}

/** `session approve|reject ID [--notes]`, `session reopen ID`. */
export async function sessionMove(
  { api }: Context,
  move: 'approve' | 'reject' | 'reopen',
  id: string,
  notes: string | undefined,
): Promise<Output> {
  const session =
    move === 'reopen'
      ? await api.session.reopen({ id: idOf(id) })
      : await api.session[move]({ id: idOf(id), ...(notes === undefined ? {} : { notes }) });
  return { json: { session }, text: shown(session) };
}

function shown(session: Session): string {
  return [
    `${String(session.id).padStart(6)}  ${session.state.padEnd(9)}  ${formatRounded(session.centreHz, 'Hz').padEnd(14)}  ${session.name}`,
    ...session.results.map(
      (one) =>
        `          ${one.receiver}: ${one.state ?? 'not started'}${one.fault ? `, ${one.fault.message}` : ''}${
          one.metrics?.snrDb === undefined ? '' : `, SNR ${one.metrics.snrDb.toFixed(1)} dB`
        }`,
    ),
  ].join('\n');
}
