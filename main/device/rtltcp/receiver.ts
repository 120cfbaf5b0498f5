/** An rtl_tcp server as a radio: settings kept here, sent again in full whenever the connection returns. */
import { performance } from 'node:perf_hooks';
import { Fault } from '../../../contract/fault.ts';
import { formatRounded } from '../../../contract/quantity.ts';
import type { ControlValue, Receiver, ReceiverInfo, ReceiverSettings } from '../receiver.ts';
import { acceptControl } from '../control.ts';
import { controlCommand, controlsOf, untouched } from './controls.ts';
import { openLink, type Link, type LinkTimes } from './link.ts';
import { parseServerName } from './name.ts';
import {
  gainStagesOf,
  ifGainValue,
  realSampleRate,
  safeRateHz,
  sampleRatesHz,
  serverInfo,
  tunerOf,
  type CommandName,
  type Header,
} from './protocol.ts';
import { makeStream, type Stream } from './stream.ts';

export interface ServerTimes extends LinkTimes {
  /** First wait before connecting again; doubles up to the longest. */
  backOffMs: number;
  longestBackOffMs: number;
}

const usualTimes: ServerTimes = {
  openMs: 5000,
  stallMs: 2000,
  backOffMs: 250,
  longestBackOffMs: 8000,
};

/** A middle gain for whoever switches to manual: strong enough to hear, far from overload. */
const usualGainDb = 29.7;

function nearest(stepsDb: readonly number[], gainDb: number): number {
  return stepsDb.reduce((a, b) => (Math.abs(b - gainDb) < Math.abs(a - gainDb) ? b : a));
}

function infoOf(id: string, address: string, header: Header): ReceiverInfo {
  const tuner = tunerOf(header);
  return {
    ...serverInfo(id, `rtl_tcp ${address} (${tuner.name})`, address),
    tuningHz: tuner.tuningHz,
    gains: gainStagesOf(tuner),
    datatype: 'cu8',
    safeRateHz,
    controls: controlsOf(tuner, header),
    gainModes: ['auto', 'manual'],
  };
}

/**
 * Connects to `rtltcp:HOST:PORT`. Throws Fault invalid, not-found, timeout, unsupported, device-lost.
 */
export async function openServer(id: string, times: ServerTimes = usualTimes): Promise<Receiver> {
  const name = parseServerName(id);
  let link: Link | undefined = await openLink(name, times);
  const info = infoOf(id, name.address, link.header);
  const settings: ReceiverSettings = {
    centreHz: 100e6,
    sampleRateHz: 2.4e6,
    gainMode: 'auto',
    gainsDb: Object.fromEntries(
      info.gains.map((stage) => [stage.name, nearest(stage.stepsDb ?? [], usualGainDb)]),
    ),
    controls: untouched(info.controls),
  };
  /** Settings somebody chose: only these are sent, a stick keeps its own defaults otherwise. */
  const chosen = new Set<string>();
  let stream: Stream | undefined;

  const send = (command: CommandName, value: number): void => {
    stream?.link?.send(command, value);
    link?.send(command, value);
  };

  const gainCommand = (stage: string, gainDb: number): [CommandName, number] =>
    stage === 'tuner'
      ? ['gain', Math.round(gainDb * 10)]
      : ['ifGain', ifGainValue(Number(stage.slice(2)), gainDb)];

  /** Everything a new connection must be told, rate first: a change of rate retunes the tuner. */
  const tell = (to: Link): void => {
    to.send('sampleRate', Math.round(settings.sampleRateHz));
    for (const control of chosen) to.send(...controlCommand(control, settings.controls[control] ?? false));
    to.send('gainMode', settings.gainMode === 'manual' ? 1 : 0);
    if (settings.gainMode === 'manual')
      for (const [stage, gainDb] of Object.entries(settings.gainsDb)) to.send(...gainCommand(stage, gainDb));
    to.send('centre', Math.round(settings.centreHz));
  };

  const stop = async (): Promise<void> => {
    link?.close();
    link = undefined;
    const running = stream;
    stream = undefined;
    await running?.stop();
  };

  return {
    info,
    settings,
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async tune(centreHz) {
      const { min, max } = info.tuningHz;
      if (!(centreHz >= min && centreHz <= max))
        throw new Fault('invalid', `This tuner has no frequency of ${formatRounded(centreHz, 'Hz')}.`, {
          hint: `It reaches up to ${formatRounded(max, 'Hz')}.`,
        });
      settings.centreHz = Math.round(centreHz);
      send('centre', settings.centreHz);
      return settings.centreHz;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async setSampleRate(sampleRateHz) {
      if (stream)
        throw new Fault('busy', 'The sample rate can only change while the radio is stopped.', {
          hint: 'Stop the radio, change the rate and start again.',
        });
      const asked = Math.round(sampleRateHz);
      const real = realSampleRate(asked);
      if (real === undefined)
        throw new Fault('invalid', `An RTL stick has no sample rate of ${formatRounded(asked, 'S/s')}.`, {
          hint: `It has 226 to 300 kS/s and 901 kS/s to ${formatRounded(sampleRatesHz.max, 'S/s')}.`,
        });
      settings.sampleRateHz = real;
      send('sampleRate', asked);
      return real;
    },
    setGainMode(mode) {
      settings.gainMode = mode;
      send('gainMode', mode === 'manual' ? 1 : 0);
      // Switching to manual leaves the tuner at a gain of its own choice.
      if (mode === 'manual')
        for (const [stage, gainDb] of Object.entries(settings.gainsDb)) send(...gainCommand(stage, gainDb));
      return Promise.resolve(mode);
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async setGain(stage, gainDb) {
      const steps = info.gains.find((one) => one.name === stage)?.stepsDb;
      if (!steps)
        throw new Fault('invalid', `This tuner has no gain '${stage.slice(0, 40)}'.`, {
          hint: `It has ${info.gains.map((one) => one.name).join(', ') || 'none that can be set'}.`,
        });
      const near = nearest(steps, gainDb);
      settings.gainsDb[stage] = near;
      if (settings.gainMode === 'manual') send(...gainCommand(stage, near));
      return near;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async setControl(control, value): Promise<ControlValue> {
      const accepted = acceptControl(info.controls, control, value);
      settings.controls[control] = accepted;
      chosen.add(control);
      send(...controlCommand(control, accepted));
      return accepted;
    },
    async start(sink) {
      if (stream) throw new Fault('busy', 'The radio is already running.', { hint: 'Stop it first.' });
      const first = link ?? (await openLink(name, times));
      link = undefined;
      stream = makeStream({
        link: first,
        reopen: (signal) => openLink(name, times, signal),
        tell,
        sink,
        sampleRateHz: settings.sampleRateHz,
        times,
        now: () => performance.now(),
      });
    },
    stop,
    close: stop,
  };
}
