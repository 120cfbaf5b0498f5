/** A file as a radio: its centre and rate are its own, its samples unchanged. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../../contract/fault.ts';
import { formatRounded } from '../../../contract/quantity.ts';
import { fileFault } from '../../sigmf/index.ts';
import type { Receiver, ReceiverInfo, ReceiverSettings, SampleSink } from '../receiver.ts';
import { preparePlay, type Playable } from './inspect.ts';
import { parseFileName } from './name.ts';
import { startPlayer, type Player } from './player.ts';

function fileInfo(id: string, playable: Playable): ReceiverInfo {
  const centres = playable.runs.map((run) => run.centreHz ?? playable.centreHz);
  return {
    id,
    driver: 'file',
    label: playable.name,
    serial: '',
    available: true,
    simulated: false,
    tuningHz: {
      min: centres.reduce((a, b) => Math.min(a, b)),
      max: centres.reduce((a, b) => Math.max(a, b)),
    },
    sampleRatesHz: [playable.sampleRateHz],
    gains: [],
    datatype: playable.datatype,
    controls: [],
    gainModes: [],
    playback: { totalSamples: playable.totalSamples, canSeek: true },
  };
}

function fixed(what: string): Fault {
  return new Fault('unsupported', `A recording's ${what} can't be changed.`, {
    hint: 'It is what the radio had when it was recorded.',
  });
}

/**
 * Opens `file:…`. Throws Fault not-found, permission, corrupt (with the byte), unsupported, and invalid
 * where the file doesn't say what playing needs.
 */
export async function openFile(id: string): Promise<Receiver> {
  const name = parseFileName(id);
  const playable = await preparePlay(name.path, name.given);
  let file: FileHandle;
  try {
    file = await open(playable.dataPath, 'r');
  } catch (error) {
    throw fileFault(error, basename(playable.dataPath));
  }
  const settings: ReceiverSettings = {
    centreHz: playable.runs[0]?.centreHz ?? playable.centreHz,
    sampleRateHz: playable.sampleRateHz,
    gainMode: 'manual',
    gainsDb: {},
    controls: {},
  };
  let player: Player | undefined;
  let paused = false;
  let startSample = 0;
  let closed = false;

  const stop = async (): Promise<void> => {
    const running = player;
    player = undefined;
    await running?.stop();
  };

  const start = (sink: SampleSink): void => {
    if (player) throw new Fault('busy', 'The recording is already playing.', { hint: 'Stop it first.' });
    player = startPlayer({
      file,
      playable,
      sink,
      paced: name.paced,
      loop: name.loop,
      startSample,
      onCentre(centreHz) {
        if (centreHz === settings.centreHz) return;
        settings.centreHz = centreHz;
        sink.retuned?.(centreHz);
      },
    });
    if (paused) player.pause(true);
    startSample = 0;
  };

  return {
    info: fileInfo(id, playable),
    settings,
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async tune(centreHz) {
      if (centreHz !== settings.centreHz)
        throw fixed(`centre (${formatRounded(settings.centreHz, 'Hz', 9)})`);
      return centreHz;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async setSampleRate(sampleRateHz) {
      if (sampleRateHz !== settings.sampleRateHz)
        throw fixed(`sample rate (${formatRounded(settings.sampleRateHz, 'S/s', 9)})`);
      return sampleRateHz;
    },
    setGainMode: () => Promise.reject(fixed('gain')),
    setGain: () => Promise.reject(fixed('gain')),
    setControl: () => Promise.reject(fixed('settings')),
    // eslint-disable-next-line @typescript-eslint/require-await -- throws become rejections
    async start(sink) {
      start(sink);
    },
    stop,
    async close() {
      await stop();
      if (closed) return;
      closed = true;
      await file.close();
    },
    seek(sample) {
      const to = Math.min(Math.max(0, Math.floor(sample)), playable.totalSamples - 1);
      if (player) player.seek(to);
      else startSample = to;
      return Promise.resolve(to);
    },
    pause(next) {
      paused = next;
      player?.pause(next);
      return Promise.resolve(next);
    },
  };
}
