/** Small adapters between the contract's subscriptions and promises. */
import type { Consumer, Subscription } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import type { ReceiverChange } from '../../contract/radio.ts';

/** The first value of a state that satisfies `until`; closes the subscription. */
export function firstValue<T>(
  open: (consumer: Consumer<T>) => Subscription,
  until: (value: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // The first value may come before `open` has returned its subscription.
    const life: { done: boolean; subscription?: Subscription } = { done: false };
    life.subscription = open({
      next(value) {
        if (life.done || !until(value)) return;
        life.done = true;
        life.subscription?.close();
        resolve(value);
      },
      end(fault) {
        if (!life.done) reject(fault ?? new Fault('cancelled', 'The connection ended.'));
      },
    });
    if (life.done) life.subscription.close();
  });
}

/** `--gain auto`, `--gain 20`, `--gain LNA=16,VGA=20`. '*' stands for the only stage of a radio. */
export function parseGain(text: string): Pick<ReceiverChange, 'gainMode' | 'gainsDb'> {
  if (text === 'auto') return { gainMode: 'auto' };
  const gainsDb: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [first = '', second] = part.split('=');
    gainsDb[second === undefined ? '*' : first.trim()] = parseQuantity(second ?? first, 'dB', {
      name: 'The gain',
    });
  }
  return { gainMode: 'manual', gainsDb };
}

/** A whole number as written; `name` begins the sentence that refuses another. */
export function whole(text: string, name: string, min: number, max: number): number {
  const value = parseQuantity(text, '', { name, min, max });
  if (Number.isInteger(value)) return value;
  throw new Fault('invalid', `${name} must be a whole number, not ${text}.`);
}

/** Throws Fault 'invalid' for an option that says nothing without another one: `what`, absent where `value` is. */
export function needs(
  value: string | undefined,
  what: string,
  options: Readonly<Record<string, string | undefined>>,
): void {
  if (value !== undefined) return;
  const [lonely] = Object.entries(options).find(([, text]) => text !== undefined) ?? [];
  if (lonely !== undefined)
    throw new Fault('invalid', `${lonely} means nothing without ${what}.`, {
      hint: `Add ${what}, or leave ${lonely} out.`,
    });
}
