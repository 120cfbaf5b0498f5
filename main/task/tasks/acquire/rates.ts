/** The sample rate at which tasks run a radio. */
import type { RadioInfo } from '../../../../contract/radio.ts';
import { widestHz } from './bands.ts';

/**
 * What tasks use where the band needs no more. An RTL-SDR loses samples above; a simulated radio has no better rate,
 * only a dearer one.
 */
const usualRateHz: Readonly<Record<string, number>> = { sim: 2.4e6, rtlsdr: 2.4e6, rtltcp: 2.4e6 };
/** For every other kind: what two laptop cores filter with tens of channels. */
const otherRateHz = 10e6;
/** Rates of radios that take any are rounded up to this. */
const rateStepHz = 100_000;

export interface RateFacts {
  driver: string;
  sampleRatesHz: RadioInfo['sampleRatesHz'];
  safeRateHz?: number | undefined;
}

/**
 * The radio's highest rate that is safe and usual, or the lowest that holds a wider band: a safe one if any.
 * Undefined where no rate of the radio does.
 */
export function rateFor(radio: RateFacts, bandwidthHz: number): number | undefined {
  const safeHz = radio.safeRateHz ?? usualRateHz[radio.driver] ?? Infinity;
  const usualHz = Math.min(safeHz, usualRateHz[radio.driver] ?? otherRateHz);
  const rates = ratesAround(radio.sampleRatesHz, usualHz, bandwidthHz);
  const enough = rates.filter((rate) => widestHz(rate) >= bandwidthHz);
  return enough.findLast((rate) => rate <= usualHz) ?? enough[0];
}

/** The rates that come into question, ascending. */
function ratesAround(rates: RadioInfo['sampleRatesHz'], usualHz: number, bandwidthHz: number): number[] {
  if (Array.isArray(rates)) return [...rates].sort((a, b) => a - b);
  const within = (rate: number): number => Math.min(rates.max, Math.max(rates.min, rate));
  const forBandHz = Math.ceil(bandwidthHz / widestHz(1) / rateStepHz) * rateStepHz;
  return [within(usualHz), within(forBandHz)].sort((a, b) => a - b);
}

/** The widest band the radio holds at any rate. */
export function widestBandHz(radio: RateFacts): number {
  const rates = radio.sampleRatesHz;
  return widestHz(Array.isArray(rates) ? Math.max(0, ...rates) : rates.max);
}
