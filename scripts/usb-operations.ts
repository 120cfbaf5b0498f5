/** Runs the operations of a sequence program (`hackrfseq 'rate 8000000' 'stream 3'`) one after another. */
import { Fault } from '../contract/fault.ts';
import { UsbError } from '../main/device/transport.ts';
import type { Run } from './usb-program.ts';
import { amount } from './usb-scenario.ts';

/** One operation; answers what the driver then reports. */
export type Step<Radio> = (radio: Radio, numbers: readonly number[]) => Promise<string | undefined>;

export interface Sequence<Radio> {
  readonly name: string;
  open(run: Run): Promise<Radio>;
  close(radio: Radio): Promise<void>;
  readonly steps: Readonly<Record<string, Step<Radio>>>;
}

export async function runOperations<Radio>(run: Run, sequence: Sequence<Radio>): Promise<void> {
  let opened: Radio | undefined;
  await run.operation('open', async () => {
    opened = await refusing(() => sequence.open(run));
    return undefined;
  });
  if (opened === undefined) return;
  const radio = opened;
  for (const op of run.args) {
    const [name = '', ...rest] = op.split(/\s+/);
    const step = sequence.steps[name];
    if (!step) throw new Error(`${sequence.name} has no operation "${op}"`);
    const numbers = rest.map(amount);
    await run.operation(op, () => refusing(() => step(radio, numbers)));
  }
  await run.operation('close', async () => {
    await refusing(() => sequence.close(radio));
    return undefined;
  });
}

/** The sequence programs go on after every error of the libraries, and so do we. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsbError) throw new Fault('device-lost', error.message, { cause: error });
    throw error;
  }
}

/** For what the tools do whether the library takes it or not. */
export async function regardless(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Fault || error instanceof UsbError)) throw error;
  }
}

/** A number an operation can't do without. */
export function need(value: number | undefined): number {
  if (value === undefined) throw new Error('an operation lacks a number');
  return value;
}

/** For operations whose results the transcripts do not show. */
export async function quiet(work: Promise<unknown>): Promise<undefined> {
  await work;
  return undefined;
}
