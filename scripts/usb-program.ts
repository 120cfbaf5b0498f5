/** What the replay asks of a program's vocabulary: run our drivers through what the reference tool did. */
import { Fault } from '../contract/fault.ts';
import type { SimulatedBus, SimulatedDevice } from '../testing/usb/bus.ts';
import type { TranscriptLine } from '../testing/usb/transcript.ts';
import type { Scenario } from './usb-scenario.ts';

/** One run of a program. */
export class Run {
  readonly scenario: Scenario;
  /** The words after the program's name. */
  readonly args: readonly string[];
  readonly bus: SimulatedBus;
  readonly device: SimulatedDevice;
  /** Operations our drivers deliberately don't offer, with the reason. */
  readonly notOffered: string[] = [];
  readonly #output: Uint8Array[] = [];

  constructor(scenario: Scenario, args: readonly string[], bus: SimulatedBus, device: SimulatedDevice) {
    this.scenario = scenario;
    this.args = args;
    this.bus = bus;
    this.device = device;
  }

  get lines(): readonly TranscriptLine[] {
    return this.device.transcript.lines;
  }

  /** What the program would have written to its file so far. */
  get output(): Uint8Array {
    return Buffer.concat(this.#output);
  }

  write(bytes: Uint8Array): void {
    this.#output.push(Uint8Array.from(bytes));
  }

  /**
   * Puts the marks of the transcripts around one operation. `work` may return what the driver then reports
   * ("-> 2048000"). A Fault is a refusal (rc -1), as the reference libraries return errors; anything else
   * is a mistake of ours and ends the run.
   */
  async operation(op: string, work: () => Promise<string | undefined>): Promise<void> {
    const { transcript } = this.device;
    transcript.add({ type: 'mark', op });
    let rc = 0;
    let report: string | undefined;
    try {
      report = await work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      rc = -1;
      report = error.data?.['report'] === undefined ? undefined : String(error.data['report']);
    }
    transcript.add({ type: 'ret', op: report === undefined ? op : `${op} -> ${report}`, rc });
  }
}

export interface Program {
  /** How its transcripts are compared: register memories, or every control transfer in order. */
  readonly rule: 'registers' | 'sequence';
  run(run: Run): Promise<void>;
}
