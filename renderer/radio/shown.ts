/** What the Receive page shows of a radio: its own answers, with what the user just set on top. */
import { applyChange } from '../../contract/receiver-change.ts';
import type {
  RadioInfo,
  ReceiverChange,
  ReceiverInfo,
  ReceiverSettings,
  ReceiverState,
} from '../../contract/radio.ts';
import { formatExact, formatRounded } from '../../contract/quantity.ts';

/** Where a radio that was never opened starts: near 100 MHz and 2.4 MS/s, as far as it can. */
export function firstSettings(radio: RadioInfo): ReceiverSettings {
  const { min, max } = radio.tuningHz;
  const rates = radio.sampleRatesHz;
  const sampleRateHz = Array.isArray(rates)
    ? (rates.filter((rate) => rate <= 2.4e6).at(-1) ?? rates[0] ?? 2.4e6)
    : Math.min(Math.max(2.4e6, rates.min), rates.max);
  return {
    centreHz: Math.min(Math.max(100e6, min), max),
    sampleRateHz,
    gainMode: 'auto',
    gainsDb: Object.fromEntries(radio.gains.map((gain) => [gain.name, gain.minDb])),
    controls: {},
  };
}

export interface ShownRadio {
  id: string;
  info: RadioInfo;
  /** Present once it was opened. */
  opened: ReceiverInfo | undefined;
  phase: ReceiverState['phase'];
  settings: ReceiverSettings;
  /** True while what is shown isn't confirmed by the radio yet. */
  settling: boolean;
}

/** True while samples are expected: the radio is open, though it may be paused or searched for. */
export function isActive(phase: ReceiverState['phase'] | undefined): boolean {
  return phase === 'opening' || phase === 'running' || phase === 'paused' || phase === 'lost';
}

/**
 * `state` is the engine's latest word; `saved` what the settings remember of a radio that wasn't opened yet;
 * `pending` what is under way.
 */
export function showRadio(
  info: RadioInfo,
  state: Partial<Pick<ReceiverState, 'info' | 'settings' | 'phase'>> | undefined,
  saved: ReceiverChange | undefined,
  pending: ReceiverChange | undefined,
): ShownRadio {
  const base = state?.settings ?? applyChange(firstSettings(info), saved ?? {});
  return {
    id: info.id,
    info: state?.info ?? info,
    opened: state?.info,
    phase: state?.phase ?? 'closed',
    settings: pending === undefined ? base : applyChange(base, pending),
    settling: pending !== undefined,
  };
}

/** A choice of the rate list. */
export interface RateChoice {
  rateHz: number;
  label: string;
  risky: boolean;
}

/** Rates offered where a radio takes any in a range: the usual ones of the field. */
const usualRates = [
  250e3, 500e3, 1e6, 1.024e6, 1.2e6, 1.8e6, 2e6, 2.048e6, 2.4e6, 2.56e6, 3e6, 3.2e6, 4e6, 5e6, 6e6, 8e6, 10e6,
  12.5e6, 16e6, 20e6,
];

/** The rates to choose from, ascending; those above `safeRateHz` are marked as risky. */
export function rateChoices(info: RadioInfo, safeRateHz: number | undefined): RateChoice[] {
  const rates = info.sampleRatesHz;
  const list = Array.isArray(rates)
    ? [...rates].sort((a, b) => a - b)
    : usualRates.filter((rate) => rate >= rates.min && rate <= rates.max);
  return list.map((rateHz) => {
    const risky = safeRateHz !== undefined && rateHz > safeRateHz;
    return { rateHz, risky, label: formatRounded(rateHz, 'S/s', 7) };
  });
}

/** The rate a radio with a fixed list would take for a typed one, with a sentence where it differs. */
export function nearestRate(info: RadioInfo, rateHz: number): { rateHz: number; message?: string } {
  const rates = info.sampleRatesHz;
  if (!Array.isArray(rates) || rates.length === 0 || rates.includes(rateHz)) return { rateHz };
  const nearest = rates.reduce((best, rate) =>
    Math.abs(rate - rateHz) < Math.abs(best - rateHz) ? rate : best,
  );
  return {
    rateHz: nearest,
    message: `This radio has no ${formatExact(rateHz, 'S/s')}; it takes ${formatExact(nearest, 'S/s')}.`,
  };
}
