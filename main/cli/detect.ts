import { resolve } from 'node:path';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { parseDatatype } from './record.ts';

export interface DetectOptions {
  thresholdDb?: string;
  falseAlarms?: string;
  shortest?: string;
  gap?: string;
  from?: string;
  to?: string;
  datatype?: string;
  rate?: string;
  freq?: string;
}

/** `detect INPUT`: signals in time and frequency. INPUT is a file or a radio. */
export async function detect(context: Context, input: string, options: DetectOptions): Promise<Output> {
  const { api, engine } = context;
  const isRadio = /^(sim|rtltcp|rtlsdr|hackrf|airspy|airspyhf):/.test(input);
  const path = input.startsWith('file:') ? input.slice(5) : input;
  const result = await api.tool.detect(
    {
      input: isRadio ? { radio: input } : { grant: engine.grant(resolve(path)).grant },
      ...(options.datatype === undefined ? {} : { datatype: parseDatatype(options.datatype) }),
      ...(options.rate === undefined ? {} : { sampleRateHz: parseQuantity(options.rate, 'S/s') }),
      ...(options.freq === undefined ? {} : { centreHz: parseQuantity(options.freq, 'Hz') }),
      ...(options.from === undefined ? {} : { fromSeconds: parseQuantity(options.from, 's') }),
      ...(options.to === undefined ? {} : { toSeconds: parseQuantity(options.to, 's') }),
      ...(options.thresholdDb === undefined ? {} : { leastSnrDb: parseQuantity(options.thresholdDb, 'dB') }),
      ...(options.falseAlarms === undefined
        ? {}
        : { falseAlarmsPerHour: parseQuantity(options.falseAlarms, '') }),
      ...(options.shortest === undefined
        ? {}
        : { shortestBurstSeconds: parseQuantity(options.shortest, 's') }),
      ...(options.gap === undefined ? {} : { widestGapSeconds: parseQuantity(options.gap, 's') }),
    },
    { signal: context.signal },
  );
  const { detections, sampleRateHz, left } = result;
  const lines = detections.map((one) => {
    const at = (one.startSample / sampleRateHz).toFixed(4);
    const seconds = (one.sampleCount / sampleRateHz).toFixed(4);
    const middle = formatExact(Math.round((one.lowerHz + one.upperHz) / 2), 'Hz');
    const width = formatExact(Math.round(one.upperHz - one.lowerHz), 'Hz');
    return `${at} s, ${seconds} s long: ${middle}, ${width} wide, ${one.snrDb.toFixed(1)} dB above the noise`;
  });
  if (left > 0) lines.push(`and ${left} more`);
  return { json: result, text: lines.length > 0 ? lines.join('\n') : 'No signal stands out of the noise.' };
}
