/** How a browser tab gets in: the token of the address is exchanged once for a secret that the tab keeps. */
import { z } from 'zod';
import { Fault } from '../contract/fault.ts';

/** The parts of the browser this needs, so that tests can stand in for them. */
export interface Tab {
  /** The fragment of the address, `#…` or empty. */
  hash(): string;
  /** Takes the fragment out of the address and of the history. */
  forgetHash(): void;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
}

const key = 'wavekeep.secret';
const Answer = z.object({ secret: z.string().min(1).max(200) });

/**
 * The secret of this tab. Throws Fault 'unauthorised' where there is neither a good token nor a kept secret,
 * 'timeout' where the server does not answer.
 */
export async function tabSecret(tab: Tab): Promise<string> {
  const token = new URLSearchParams(tab.hash().slice(1)).get('token');
  if (token !== null) {
    const bought = await buy(tab, token);
    // Spent or wrong, it has no business in the address any more.
    tab.forgetHash();
    if (bought !== undefined) {
      tab.storage.setItem(key, bought);
      return bought;
    }
  }
  const kept = tab.storage.getItem(key);
  if (kept === null) throw unauthorised();
  return kept;
}

/**
 * Why a socket with this secret did not open: browsers do not tell. Forgets a secret that is no longer good, as
 * after a restart of the server.
 */
export async function whyRefused(tab: Tab, secret: string): Promise<Fault> {
  const response = await reach(tab, { headers: { authorization: `Bearer ${secret}` } });
  if (response.status !== 401)
    return new Fault('busy', 'The server has too many connections open.', {
      hint: 'Close other tabs of Wavekeep.',
    });
  tab.storage.removeItem(key);
  return unauthorised();
}

async function buy(tab: Tab, token: string): Promise<string | undefined> {
  const response = await reach(tab, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.ok ? Answer.parse(await response.json()).secret : undefined;
}

async function reach(tab: Tab, init: RequestInit): Promise<Response> {
  try {
    return await tab.fetch('/session', init);
  } catch (error) {
    throw new Fault('timeout', 'The server does not answer.', {
      hint: 'Check that `wavekeep serve` is running.',
      cause: error,
    });
  }
}

function unauthorised(): Fault {
  return new Fault('unauthorised', 'This tab has no key to the server, or the key is used already.', {
    hint: 'Open the address that the server printed last: each opens one tab.',
  });
}
