import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { entryLine } from './import.ts';
import { jobEnd } from './job.ts';

export interface CropOptions {
  from: string;
  to: string;
  low?: string;
  high?: string;
  name?: string;
  whole?: boolean;
}

/** `library crop ID --from S --to S [--low F --high F]`: a new recording. */
export async function crop(context: Context, id: string, options: CropOptions): Promise<Output> {
  const { api } = context;
  const { sampleRateHz } = await api.analysis.open({ id });
  const startSample = Math.round(parseQuantity(options.from, 's', { min: 0 }) * sampleRateHz);
  const endSample = Math.round(parseQuantity(options.to, 's', { min: 0 }) * sampleRateHz);
  if (endSample <= startSample)
    throw new Fault('invalid', 'The crop would end before it begins.', { hint: 'Give --from before --to.' });
  const { jobId } = await api.analysis.crop({
    id,
    startSample,
    sampleCount: endSample - startSample,
    ...(options.low === undefined ? {} : { lowerHz: parseQuantity(options.low, 'Hz') }),
    ...(options.high === undefined ? {} : { upperHz: parseQuantity(options.high, 'Hz') }),
    ...(options.name === undefined ? {} : { name: options.name }),
    filter: options.whole !== true,
  });
  const job = await jobEnd(context, jobId);
  const made = job.ids[0];
  if (made === undefined) throw new Fault('cancelled', 'It was cancelled.');
  const { entry } = await api.library.get({ id: made });
  return { json: { recording: entry }, text: entryLine(entry) };
}

export interface MeasureOptions {
  from?: string;
  to?: string;
  low?: string;
  high?: string;
}

/** `library measure ID`: power, bandwidth, ratio of a box. */
export async function measure({ api }: Context, id: string, options: MeasureOptions): Promise<Output> {
  const { sampleRateHz, samples } = await api.analysis.open({ id });
  const at = (text: string | undefined, otherwise: number): number =>
    text === undefined ? otherwise : Math.round(parseQuantity(text, 's', { min: 0 }) * sampleRateHz);
  const startSample = at(options.from, 0);
  const measured = await api.analysis.measure({
    id,
    startSample,
    sampleCount: Math.max(1, at(options.to, samples) - startSample),
    ...(options.low === undefined ? {} : { lowerHz: parseQuantity(options.low, 'Hz') }),
    ...(options.high === undefined ? {} : { upperHz: parseQuantity(options.high, 'Hz') }),
  });
  return {
    json: measured,
    text: [
      `power ${measured.powerDbfs.toFixed(1)} dBFS, peak ${measured.peakDbfs.toFixed(1)} dBFS at ${formatExact(Math.round(measured.peakHz), 'Hz')}`,
      ...(measured.snrDb === undefined ? [] : [`${measured.snrDb.toFixed(1)} dB above the noise`]),
      ...(measured.occupied99Hz === undefined
        ? []
        : [`99 % of the power in ${formatExact(Math.round(measured.occupied99Hz), 'Hz')}`]),
    ].join('\n'),
  };
}
