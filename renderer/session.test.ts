import { describe, expect, it } from 'vitest';
import { tabSecret, whyRefused, type Tab } from './session.ts';

interface FakeTab extends Tab {
  kept: Map<string, string>;
  asked: { path: string; init: RequestInit }[];
  fragment: string;
}

/** A tab whose server answers with `respond`. */
function makeTab(fragment: string, kept: string | undefined, respond: () => Response): FakeTab {
  const store = new Map<string, string>(kept === undefined ? [] : [['wavekeep.secret', kept]]);
  const tab: FakeTab = {
    kept: store,
    asked: [],
    fragment,
    hash: () => tab.fragment,
    forgetHash: () => (tab.fragment = ''),
    storage: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, value) => store.set(key, value),
      removeItem: (key) => store.delete(key),
    },
    fetch: (path, init) => {
      tab.asked.push({ path, init });
      return Promise.resolve().then(respond);
    },
  };
  return tab;
}

const unreachable = (): never => {
  throw new TypeError('Failed to fetch');
};
const answer = (status: number, body?: unknown): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status });

describe('the secret of a tab', () => {
  it('is bought with the token, which leaves the address', async () => {
    const tab = makeTab('#token=abc-_', undefined, () => answer(200, { secret: 's1' }));
    expect(await tabSecret(tab)).toBe('s1');
    expect(tab.fragment).toBe('');
    expect(tab.asked).toHaveLength(1);
    expect(tab.asked[0]).toMatchObject({
      path: '/session',
      init: { method: 'POST', body: '{"token":"abc-_"}' },
    });
    // A reload of the page has no token and needs none.
    expect(await tabSecret(tab)).toBe('s1');
    expect(tab.asked).toHaveLength(1);
  });

  it('is kept where the same address is loaded again and its token is spent', async () => {
    const tab = makeTab('#token=spent', 'old', () => answer(401));
    expect(await tabSecret(tab)).toBe('old');
    expect(tab.fragment).toBe('');
  });

  it('is missing without a token, or with a wrong one', async () => {
    const without = makeTab('', undefined, unreachable);
    await expect(tabSecret(without)).rejects.toMatchObject({ code: 'unauthorised' });
    const wrong = makeTab('#token=wrong', undefined, () => answer(401));
    await expect(tabSecret(wrong)).rejects.toMatchObject({ code: 'unauthorised' });
  });

  it('keeps the token for another attempt where the server does not answer', async () => {
    const tab = makeTab('#token=abc', undefined, unreachable);
    await expect(tabSecret(tab)).rejects.toMatchObject({ code: 'timeout' });
    expect(tab.fragment).toBe('#token=abc');
  });
});

describe('a refused socket', () => {
  it('was unauthorised: the secret is forgotten', async () => {
    const tab = makeTab('', 'old', () => answer(401));
    expect((await whyRefused(tab, 'old')).code).toBe('unauthorised');
    expect(tab.kept.size).toBe(0);
    expect(tab.asked[0]?.init.headers).toEqual({ authorization: 'Bearer old' });
  });

  it('found the server full or away: the secret stays', async () => {
    const full = makeTab('', 'old', () => answer(204));
    expect((await whyRefused(full, 'old')).code).toBe('busy');
    const away = makeTab('', 'old', unreachable);
    await expect(whyRefused(away, 'old')).rejects.toMatchObject({ code: 'timeout' });
    expect([full.kept.size, away.kept.size]).toEqual([1, 1]);
  });
});
