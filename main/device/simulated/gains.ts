/** The two gain stages of a simulated radio: one before the noise, one behind it. */
import type { GainInfo } from '../../../contract/radio.ts';
import type { Scene } from './scene.ts';

/** LNA: raises signals above the noise. VGA: raises both, towards clipping. */
export const gainStages: GainInfo[] = [
  { name: 'LNA', minDb: 0, maxDb: 40, stepsDb: Array.from({ length: 41 }, (_, k) => k) },
  { name: 'VGA', minDb: 0, maxDb: 62, stepsDb: Array.from({ length: 32 }, (_, k) => 2 * k) },
];

/** The gains at which the truth of a scene holds. */
export const defaultGainsDb: Readonly<Record<'LNA' | 'VGA', number>> = { LNA: 20, VGA: 20 };

/** The nearest gain of a stage. */
export function nearestGain(stage: GainInfo, gainDb: number): number {
  const steps = stage.stepsDb ?? [stage.minDb, stage.maxDb];
  return steps.reduce((best, step) => (Math.abs(step - gainDb) < Math.abs(best - gainDb) ? step : best));
}

/** Where automatic gain puts the mean level: room for peaks 15 dB above it. */
const targetDbfs = -18;

/** VGA gain an automatic gain control would settle at for this tuning. */
export function automaticVgaDb(scene: Scene, centreHz: number, sampleRateHz: number, lnaDb: number): number {
  const heard = scene.emitters.filter(
    (one) => Math.abs(one.centreHz - centreHz) < (sampleRateHz + one.bandwidthHz) / 2,
  );
  const signal = heard.reduce((sum, one) => sum + Math.pow(10, one.powerDbfs / 10), 0);
  const raised = signal * Math.pow(10, (lnaDb - defaultGainsDb.LNA) / 10);
  const total = 10 * Math.log10(raised + Math.pow(10, scene.noiseDbfsPerHz / 10) * sampleRateHz);
  const stage = gainStages[1];
  return stage ? nearestGain(stage, defaultGainsDb.VGA + targetDbfs - total) : defaultGainsDb.VGA;
}
