import { resolve } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { paletteNames } from '../../contract/settings.ts';
import type { Context, Output } from './context.ts';
import { parseDatatype } from './record.ts';

export interface SpectrogramOptions {
  out: string;
  fft?: string;
  from?: string;
  to?: string;
  palette?: string;
  datatype?: string;
  rate?: string;
  freq?: string;
}

/** `spectrogram INPUT --out PNG`: a waterfall picture with axes. INPUT is a file or a radio. */
export async function spectrogram(
  context: Context,
  input: string,
  options: SpectrogramOptions,
): Promise<Output> {
  const { api, engine } = context;
  const out = resolve(options.out);
  const palette = paletteNames.find((name) => name === options.palette);
  if (options.palette !== undefined && palette === undefined)
    throw new Fault('invalid', `There is no palette '${options.palette}'.`, {
      hint: `Use one of ${paletteNames.join(', ')}.`,
    });
  const isRadio = /^(sim|rtltcp|rtlsdr|hackrf|airspy|airspyhf):/.test(input);
  const path = input.startsWith('file:') ? input.slice(5) : input;
  const result = await api.tool.spectrogram(
    {
      input: isRadio ? { radio: input } : { grant: engine.grant(resolve(path)).grant },
      out: engine.grant(out).grant,
      ...(options.datatype === undefined ? {} : { datatype: parseDatatype(options.datatype) }),
      ...(options.rate === undefined ? {} : { sampleRateHz: parseQuantity(options.rate, 'S/s') }),
      ...(options.freq === undefined ? {} : { centreHz: parseQuantity(options.freq, 'Hz') }),
      ...(options.fft === undefined ? {} : { fftSize: parseQuantity(options.fft, '') }),
      ...(options.from === undefined ? {} : { fromSeconds: parseQuantity(options.from, 's') }),
      ...(options.to === undefined ? {} : { toSeconds: parseQuantity(options.to, 's') }),
      ...(palette === undefined ? {} : { palette }),
    },
    { signal: context.signal },
  );
  return {
    json: { png: out, ...result },
    text: `${out}: ${result.width} × ${result.height} pixels, ${result.rows} rows of ${result.fft} bins`,
  };
}
