/**
 * The samples of a simulated radio by absolute index, faults of the script included. Pure apart from
 * its caches: no clock, no sink. `pump.ts` decides when.
 */
import { bytesPerSample } from '../../../contract/radio.ts';
import { blockSize, unitSize, type MakeFft } from './block.ts';
import { planFaults, type FaultStep } from './faults.ts';
import { makeFrontend, unitBytes } from './frontend.ts';
import { defaultGainsDb } from './gains.ts';
import type { SimulatedName } from './name.ts';
import { makeRenderer } from './render.ts';

interface SourceSettings {
  centreHz: number;
  sampleRateHz: number;
  lnaDb: number;
  vgaDb: number;
}

export interface Source {
  /** Index of the next sample, lost ones included. */
  readonly cursor: number;
  /** Samples that can be read before the next scripted fault; 0 when it is due now. */
  readonly untilFault: number;
  /** Takes the fault that is due. `gain` faults are applied by the source itself. */
  takeFault(): FaultStep | undefined;
  configure(settings: SourceSettings): void;
  /** Next samples, at most `limit` and at most what fits `output`; answers the bytes written. */
  read(limit: number, output: Uint8Array<ArrayBuffer>): number;
  /** Moves on without making samples. */
  skip(sampleCount: number): void;
  /** Back to sample 0 with the script from its beginning. */
  rewind(): void;
}

export function makeSource(name: SimulatedName, makeFft: MakeFft): Source {
  const renderer = makeRenderer(name.scene, name.seed, makeFft);
  const frontend = makeFrontend(name.seed, name.datatype);
  const sampleBytes = bytesPerSample[name.datatype];
  const clean = new Float32Array(2 * blockSize);
  const unitOut = new Uint8Array(unitBytes(name.datatype));
  let settings: SourceSettings | undefined;
  let steps: FaultStep[] = [];
  let stepAt = 0;
  let cursor = 0;
  let unit = -1;
  let overdriveDb = 0;

  const configureFrontend = (): void => {
    if (!settings) return;
    frontend.configure({
      sampleRateHz: settings.sampleRateHz,
      noiseDbfsPerHz: name.scene.noiseDbfsPerHz,
      gain: Math.pow(10, (settings.vgaDb - defaultGainsDb.VGA + overdriveDb) / 20),
      dcDbfs: name.scene.dcDbfs,
      imageDb: name.scene.imageDb,
    });
    unit = -1;
  };

  /** Fills `unitOut` with the unit that holds the cursor. */
  const renderUnit = (): void => {
    const wanted = Math.floor(cursor / unitSize);
    if (wanted === unit) return;
    renderer.render(wanted, clean);
    frontend.process(wanted, clean, unitOut);
    unit = wanted;
  };

  return {
    get cursor() {
      return cursor;
    },
    get untilFault() {
      return Math.max(0, (steps[stepAt]?.atSample ?? Infinity) - cursor);
    },
    takeFault() {
      const step = steps[stepAt];
      if (!step || step.atSample > cursor) return undefined;
      stepAt++;
      if (step.kind === 'gain') {
        overdriveDb = step.gainDb;
        configureFrontend();
      }
      return step;
    },
    configure(next) {
      if (next.sampleRateHz !== settings?.sampleRateHz) {
        steps = planFaults(name.faults, next.sampleRateHz);
        stepAt = 0;
        cursor = 0;
      }
      settings = next;
      renderer.configure({
        centreHz: next.centreHz,
        sampleRateHz: next.sampleRateHz,
        signalGain: Math.pow(10, (next.lnaDb - defaultGainsDb.LNA) / 20),
      });
      configureFrontend();
    },
    read(limit, output) {
      const most = Math.min(limit, Math.floor(output.byteLength / sampleBytes));
      let done = 0;
      while (done < most) {
        renderUnit();
        const from = cursor - unit * unitSize;
        const count = Math.min(most - done, unitSize - from);
        output.set(unitOut.subarray(from * sampleBytes, (from + count) * sampleBytes), done * sampleBytes);
        done += count;
        cursor += count;
      }
      return done * sampleBytes;
    },
    skip(sampleCount) {
      cursor += sampleCount;
    },
    rewind() {
      cursor = 0;
      stepAt = 0;
      overdriveDb = 0;
      configureFrontend();
    },
  };
}
