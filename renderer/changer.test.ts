import { describe, expect, it } from 'vitest';
import { makeChanger, type Changer } from './changer.ts';

interface Change {
  hz?: number;
  rate?: number;
}

/** An engine that answers when told to. */
function slowEngine(): {
  sent: Change[];
  seen: (Change | undefined)[];
  faults: unknown[];
  changer: Changer<Change>;
  answer(): Promise<void>;
  refuse(error: Error): Promise<void>;
} {
  const sent: Change[] = [];
  const seen: (Change | undefined)[] = [];
  const faults: unknown[] = [];
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await Promise.resolve();
  };
  const changer = makeChanger<Change>({
    merge: (a, b) => ({ ...a, ...b }),
    send: (change) => {
      sent.push(change);
      return new Promise<void>((yes, no) => {
        resolve = yes;
        reject = no;
      });
    },
    onPending: (pending) => seen.push(pending),
    onFault: (error) => faults.push(error),
  });
  return {
    sent,
    seen,
    faults,
    changer,
    answer: () => {
      resolve();
      return settled();
    },
    refuse: (error) => {
      reject(error);
      return settled();
    },
  };
}

describe('makeChanger', () => {
  it('keeps one command under way and merges the rest; each step builds on the last', async () => {
    const engine = slowEngine();
    let hz = 100;
    // A held key: twenty steps before the engine answers the first.
    for (let i = 0; i < 20; i++) {
      hz = (engine.changer.pending()?.hz ?? hz) + 1;
      engine.changer.change({ hz });
    }
    expect(hz).toBe(120);
    expect(engine.sent).toEqual([{ hz: 101 }]);
    await engine.answer();
    expect(engine.sent).toEqual([{ hz: 101 }, { hz: 120 }]);
    expect(engine.changer.pending()).toEqual({ hz: 120 });
    await engine.answer();
    expect(engine.changer.pending()).toBeUndefined();
    expect(engine.sent).toHaveLength(2);
    // The shown value never goes back on the way.
    const shown = engine.seen.flatMap((change) => change?.hz ?? []);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  it('drops refused values, reports them and goes on', async () => {
    const engine = slowEngine();
    engine.changer.change({ hz: 5 });
    engine.changer.change({ rate: 7 });
    const refusal = new Error('no');
    await engine.refuse(refusal);
    expect(engine.faults).toEqual([refusal]);
    expect(engine.changer.pending()).toEqual({ rate: 7 });
    await engine.answer();
    expect(engine.changer.pending()).toBeUndefined();
  });

  it('is silent after dispose', async () => {
    const engine = slowEngine();
    engine.changer.change({ hz: 5 });
    engine.changer.change({ hz: 6 });
    const before = engine.seen.length;
    engine.changer.dispose();
    await engine.refuse(new Error('late'));
    engine.changer.change({ hz: 7 });
    expect(engine.seen).toHaveLength(before);
    expect(engine.faults).toEqual([]);
    expect(engine.sent).toHaveLength(1);
  });
});
