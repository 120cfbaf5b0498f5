import { describe, expect, it } from 'vitest';
import type { ReceiverChange } from '../../contract/radio.ts';
import { applyChange, makeChanger, mergeChange } from './changer.ts';

/** A radio that answers when told to. */
function slowRadio(): {
  sent: ReceiverChange[];
  answer(): Promise<void>;
  refuse(error: Error): Promise<void>;
  send(change: ReceiverChange): Promise<void>;
} {
  const sent: ReceiverChange[] = [];
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await Promise.resolve();
  };
  return {
    sent,
    send: (change) => {
      sent.push(change);
      return new Promise<void>((yes, no) => {
        resolve = yes;
        reject = no;
      });
    },
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

describe('merging', () => {
  it('joins gains and controls name by name', () => {
    expect(mergeChange({ gainsDb: { lna: 8 }, centreHz: 1 }, { gainsDb: { vga: 20 }, centreHz: 2 })).toEqual({
      gainsDb: { lna: 8, vga: 20 },
      centreHz: 2,
    });
    const base = {
      centreHz: 1,
      sampleRateHz: 2,
      gainMode: 'auto' as const,
      gainsDb: { lna: 0 },
      controls: {},
    };
    expect(applyChange(base, { controls: { bias: true } })).toEqual({ ...base, controls: { bias: true } });
  });
});

describe('makeChanger', () => {
  it('keeps one command under way and merges the rest; each step builds on the last', async () => {
    const radio = slowRadio();
    const seen: (number | undefined)[] = [];
    const changer = makeChanger(
      radio.send,
      (pending) => seen.push(pending.centreHz),
      () => undefined,
    );
    let hz = 100;
    // A held key: twenty steps before the radio answers the first.
    for (let i = 0; i < 20; i++) {
      hz = (changer.pending().centreHz ?? hz) + 1;
      changer.change({ centreHz: hz });
    }
    expect(hz).toBe(120);
    expect(radio.sent).toEqual([{ centreHz: 101 }]);
    await radio.answer();
    expect(radio.sent).toEqual([{ centreHz: 101 }, { centreHz: 120 }]);
    expect(changer.pending()).toEqual({ centreHz: 120 });
    await radio.answer();
    expect(changer.pending()).toEqual({});
    // The shown value never goes back on the way.
    const shown = seen.filter((value) => value !== undefined);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  it('drops refused values, reports them and goes on', async () => {
    const radio = slowRadio();
    const faults: unknown[] = [];
    const changer = makeChanger(
      radio.send,
      () => undefined,
      (error) => faults.push(error),
    );
    changer.change({ centreHz: 5 });
    changer.change({ sampleRateHz: 7 });
    const refusal = new Error('no');
    await radio.refuse(refusal);
    expect(faults).toEqual([refusal]);
    expect(changer.pending()).toEqual({ sampleRateHz: 7 });
    await radio.answer();
    expect(changer.pending()).toEqual({});
  });

  it('is silent after dispose', async () => {
    const radio = slowRadio();
    let calls = 0;
    const changer = makeChanger(
      radio.send,
      () => calls++,
      () => calls++,
    );
    changer.change({ centreHz: 5 });
    changer.change({ centreHz: 6 });
    const before = calls;
    changer.dispose();
    await radio.refuse(new Error('late'));
    changer.change({ centreHz: 7 });
    expect(calls).toBe(before);
    expect(radio.sent).toHaveLength(1);
  });
});
