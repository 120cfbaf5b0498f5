/**
 * From a receiver's sink to the ring: cuts blocks to slot size, numbers samples, stamps times,
 * counts losses and clipping. One intake per start of a receiver.
 */
import { bytesPerSample, type Datatype, type RadioEvent } from '../../contract/radio.ts';
import type { Fault } from '../../contract/fault.ts';
import type { SampleSink } from '../device/receiver.ts';
import type { Kernels } from '../dsp/index.ts';
import { ringWriter, type BlockFacts, type RingMemory } from './ring.ts';

interface IntakeCounts {
  samples: number;
  lostSamples: number;
  gaps: number;
  clippedSamples: number;
  /** Monotonic ms of the last clipped block, for the lamp. */
  clippedAtMs: number;
  /** Sample of the file, -1 for radios. */
  position: number;
}

export interface Intake {
  readonly sink: SampleSink;
  readonly counts: Readonly<IntakeCounts>;
  /** A setting changed: the next blocks carry this centre and a new epoch. Recordings start a new segment. */
  changed(centreHz: number): void;
  end(): void;
}

interface IntakeOptions {
  ring: RingMemory;
  kernels: Kernels;
  datatype: Datatype;
  sampleRateHz: number;
  centreHz: number;
  isFile: boolean;
  /** Not called from inside a write of samples more than once per event. */
  onEvent(event: RadioEvent): void;
  /** The next blocks carry this settings epoch: 0 at start, one more with every change. */
  onEpoch(epoch: number): void;
  onLink(phase: 'lost' | 'running' | 'ended', fault?: Fault): void;
}

export function makeIntake(options: IntakeOptions): Intake {
  const { ring, kernels, datatype, sampleRateHz } = options;
  const writer = ringWriter(ring);
  const sampleBytes = bytesPerSample[datatype];
  const counts: IntakeCounts = {
    samples: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    clippedAtMs: -Infinity,
    position: options.isFile ? 0 : -1,
  };
  const facts: BlockFacts = {
    sampleCount: 0,
    firstSample: 0,
    timeMs: 0,
    centreHz: options.centreHz,
    sampleRateHz,
    lostBefore: 0,
    clipped: 0,
    settingsEpoch: 0,
    position: counts.position,
  };
  let next = 0;
  let pendingLoss = 0;
  // The sample clock: UTC of sample 0, fixed at the first block and again after a disconnection,
  // so that jitter of the operating system does not shake the times of rows and captures.
  let epochMs = Number.NaN;
  let disconnectedAtMs = 0;

  const timeOf = (sample: number): number => epochMs + (sample / sampleRateHz) * 1000;

  const changed = (centreHz: number): void => {
    facts.centreHz = centreHz;
    facts.settingsEpoch++;
    options.onEpoch(facts.settingsEpoch);
  };

  const block = (bytes: Uint8Array): void => {
    const sampleCount = bytes.byteLength / sampleBytes;
    if (Number.isNaN(epochMs)) epochMs = Date.now() - ((next + sampleCount) / sampleRateHz) * 1000;
    facts.sampleCount = sampleCount;
    facts.firstSample = next;
    facts.timeMs = timeOf(next);
    facts.lostBefore = pendingLoss;
    facts.clipped = kernels.countClipped(datatype, bytes);
    facts.position = counts.position;
    pendingLoss = 0;
    writer.write(bytes, facts);
    next += sampleCount;
    counts.samples += sampleCount;
    if (counts.position >= 0) counts.position += sampleCount;
    if (facts.clipped > 0) noteClipping(facts.clipped, facts.firstSample, facts.timeMs);
  };

  const noteClipping = (samples: number, atSample: number, timeMs: number): void => {
    counts.clippedSamples += samples;
    const now = performance.now();
    // One event a second is what a person can use; the count itself is exact.
    if (now - counts.clippedAtMs > 1000) options.onEvent({ kind: 'clipped', atSample, samples, timeMs });
    counts.clippedAtMs = now;
  };

  const sink: SampleSink = {
    write(samples) {
      for (let at = 0; at < samples.byteLength; at += ring.slotBytes) {
        const end = Math.min(samples.byteLength, at + ring.slotBytes);
        block(at === 0 && end === samples.byteLength ? samples : samples.subarray(at, end));
      }
      return writer.room();
    },
    lost(sampleCount) {
      if (sampleCount <= 0) return;
      counts.lostSamples += sampleCount;
      counts.gaps++;
      options.onEvent({
        kind: 'lost',
        atSample: next,
        samples: sampleCount,
        timeMs: Number.isNaN(epochMs) ? Date.now() : timeOf(next),
      });
      pendingLoss += sampleCount;
      next += sampleCount;
      if (counts.position >= 0) counts.position += sampleCount;
    },
    clipped(sampleCount) {
      noteClipping(sampleCount, next, timeOf(next));
    },
    disconnected(fault) {
      disconnectedAtMs = performance.now();
      options.onEvent({ kind: 'disconnected', fault: fault.toJSON(), timeMs: Date.now() });
      options.onLink('lost', fault);
    },
    returned() {
      epochMs = Number.NaN;
      options.onEvent({
        kind: 'returned',
        afterMs: performance.now() - disconnectedAtMs,
        timeMs: Date.now(),
      });
      options.onLink('running');
    },
    ended(fault) {
      options.onEvent({
        kind: 'ended',
        timeMs: Date.now(),
        ...(fault ? { fault: fault.toJSON() } : {}),
      });
      options.onLink('ended', fault);
    },
    position(sample) {
      if (counts.position < 0) return;
      // A seek or the loop of a file is a cut in time, not a loss: recordings start a new segment.
      counts.position = sample;
      changed(facts.centreHz);
    },
    retuned: changed,
  };

  return {
    sink,
    counts,
    changed,
    end: () => writer.end(),
  };
}
