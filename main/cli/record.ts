import { basename, resolve } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { formatElapsed, formatRounded, parseQuantity } from '../../contract/quantity.ts';
import { Datatype, type ReceiverChange } from '../../contract/radio.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import type { Context, Output } from './context.ts';
import { firstValue, parseGain } from './values.ts';

export interface RecordOptions {
  freq?: string;
  rate?: string;
  seconds?: string;
  gain?: string;
  out?: string;
  datatype?: string;
}

/** `record RADIO`: one recording. Ctrl-C ends it early; what was recorded up to then is whole. */
export async function record(context: Context, radio: string, options: RecordOptions): Promise<Output> {
  const { api, engine, signal } = context;
  const change: ReceiverChange = {
    ...(options.freq === undefined ? {} : { centreHz: parseQuantity(options.freq, 'Hz') }),
    ...(options.rate === undefined ? {} : { sampleRateHz: parseQuantity(options.rate, 'S/s') }),
    ...(options.gain === undefined ? {} : parseGain(options.gain)),
  };
  const seconds =
    options.seconds === undefined ? undefined : parseQuantity(options.seconds, 's', { min: 0.001 });
  const isFile = radio.startsWith('file:');
  const radioId = engine.adopt(isFile ? withFacts(radio, options) : radio);
  const started = await api.recording.start({
    radioId,
    startRadio: isFile ? {} : change,
    ...(seconds === undefined ? {} : { seconds }),
    ...(options.out === undefined ? {} : { out: engine.grant(resolve(options.out)).grant }),
  });
  const stop = (): void => void api.recording.stop({ id: started.id }).catch(() => undefined);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const finished = await firstValue<RecordingInfo>(
    (consumer) => api.recording.progress({ id: started.id }, consumer),
    (info) => {
      context.progress(
        `${info.name}  ${formatElapsed(info.seconds)}  ${formatRounded(info.bytes, 'B')}  ${info.lostSamples} lost`,
      );
      return info.condition !== 'recording';
    },
  );
  signal.removeEventListener('abort', stop);
  await api.radio.stop({ id: radioId });
  const paths = engine.recordingPaths(finished.id);
  if (finished.condition !== 'complete')
    throw new Fault('internal', finished.problem ?? `The recording ended as ${finished.condition}.`, {
      hint: `What was written up to then is in ${paths.data}.`,
    });
  return {
    json: {
      recording: {
        id: finished.id,
        meta: paths.meta,
        data: paths.data,
        datatype: finished.datatype,
        sampleRateHz: finished.sampleRateHz,
        centreHz: finished.centreHz,
        samples: finished.samples,
        lostSamples: finished.lostSamples,
        clippedSamples: finished.clippedSamples,
        sha512: finished.sha512,
        ...(finished.endedBecause === undefined ? {} : { endedBecause: finished.endedBecause }),
      },
    },
    text: `${basename(paths.meta)}: ${finished.samples} samples, ${finished.lostSamples} lost, ${finished.clippedSamples} clipped\n${paths.data}`,
  };
}

/** What a raw file doesn't say is part of its name as a radio. */
function withFacts(radio: string, options: { freq?: string; rate?: string; datatype?: string }): string {
  const [path = radio, query = ''] = radio.split('?', 2);
  const facts = new URLSearchParams(query);
  if (options.rate !== undefined) facts.set('rate', String(parseQuantity(options.rate, 'S/s')));
  if (options.freq !== undefined) facts.set('freq', String(parseQuantity(options.freq, 'Hz')));
  if (options.datatype !== undefined) facts.set('datatype', parseDatatype(options.datatype));
  const tail = facts.toString();
  return tail === '' ? path : `${path}?${tail}`;
}

export function parseDatatype(text: string): Datatype {
  const aliases: Readonly<Record<string, Datatype>> = {
    ci8: 'cs8',
    ci16_le: 'cs16',
    cf32_le: 'cf32',
    u8: 'cu8',
    s8: 'cs8',
  };
  const parsed = Datatype.safeParse(aliases[text] ?? text);
  if (parsed.success) return parsed.data;
  throw new Fault('invalid', `The datatype '${text}' is not known.`, { hint: 'Use cu8, cs8, cs16 or cf32.' });
}
