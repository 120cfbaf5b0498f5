/**
 * `npm run -s usb:fakeusb`: the real command line records from simulated radios below libusb, and the recordings
 * are compared byte by byte. Ends with `N passed, M failed`; says what is missing where it can't run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesPerSample, type Datatype } from '../contract/radio.ts';
import { fillBytes } from '../testing/usb/pattern.ts';
import { fakeUsb, missingForFakeUsb } from './usb-fakeusb-build.ts';

const root = dirname(import.meta.dirname);

interface Case {
  /** SIM_DEVICE. */
  readonly device: string;
  readonly driver: string;
  readonly freq: string;
  readonly rateHz: number;
  /** Bytes that one sample has on the wire. */
  readonly wireBytes: number;
  /**
   * Radios whose samples are recorded as they arrive are compared with the device's pattern itself. The others are
   * computed from what arrives: compared with the same radio in testing/usb, whose conversion the golden
   * transcripts prove.
   */
  readonly expected: 'pattern' | 'simulation';
}

export const cases: readonly Case[] = [
  { device: 'rtl', driver: 'rtlsdr', freq: '100.1M', rateHz: 2_400_000, wireBytes: 2, expected: 'pattern' },
  {
    device: 'hackrf',
    driver: 'hackrf',
    freq: '433.92M',
    rateHz: 8_000_000,
    wireBytes: 2,
    expected: 'pattern',
  },
  {
    device: 'airspy',
    driver: 'airspy',
    freq: '868M',
    rateHz: 2_500_000,
    wireBytes: 4,
    expected: 'simulation',
  },
  {
    device: 'airspyhf',
    driver: 'airspyhf',
    freq: '7.1M',
    rateHz: 768_000,
    wireBytes: 4,
    expected: 'simulation',
  },
];

export interface Verdict {
  readonly device: string;
  readonly samples: number;
  readonly problem: string | undefined;
}

/** Records a second of the radio over fakeusb. Throws where the command line fails. */
export async function tryRadio(one: Case, environment: Record<string, string>): Promise<Verdict> {
  const work = mkdtempSync(join(tmpdir(), 'wavekeep-fakeusb-'));
  try {
    const sim = {
      SIM_DEVICE: one.device,
      SIM_PATTERN: 'prng',
      SIM_BYTES_PER_S: String(one.rateHz * one.wireBytes),
    };
    const got = await record(one, join(work, 'libusb'), { ...environment, ...sim });
    const verdict = (problem?: string): Verdict => ({ device: one.device, samples: got.samples, problem });
    if (got.samples !== one.rateHz || got.lostSamples > 0)
      return verdict(`${String(got.samples)} samples, ${String(got.lostSamples)} lost`);
    if (got.bytes.length !== got.samples * bytesPerSample[got.datatype])
      return verdict(`${String(got.bytes.length)} bytes recorded`);
    const wanted =
      one.expected === 'pattern'
        ? patternOf(got.bytes.length)
        : (await record(one, join(work, 'model'), { ...sim, WAVEKEEP_USB: 'simulated' })).bytes;
    const differs = got.bytes.findIndex((byte, at) => byte !== wanted[at]);
    return verdict(differs < 0 ? undefined : `the bytes differ from number ${String(differs)} on`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * The stick is pulled out after 30 transfers and comes back 0.4 s later. The recording must go on by itself, with one
 * gap as long as the stick was away, and hold every byte that was sent before and after.
 */
export async function tryReturn(environment: Record<string, string>): Promise<Verdict> {
  const work = mkdtempSync(join(tmpdir(), 'wavekeep-fakeusb-'));
  try {
    const one = cases[0]!;
    const sim = {
      SIM_DEVICE: one.device,
      SIM_PATTERN: 'prng',
      SIM_BYTES_PER_S: String(one.rateHz * one.wireBytes),
    };
    const away = { SIM_DROP_AFTER: '30', SIM_RETURN_MS: '400' };
    const got = await record(one, work, { ...environment, ...sim, ...away });
    const wanted = patternOf(got.bytes.length);
    const lostS = got.lostSamples / one.rateHz;
    const problem = got.bytes.some((byte, at) => byte !== wanted[at])
      ? 'the bytes differ'
      : // It was away for 0.4 s, and the driver promises to have it back within 3 s of its return.
        lostS < 0.4 || lostS > 3.4
        ? `${lostS.toFixed(2)} s are said to be lost`
        : undefined;
    return { device: `${one.device} pulled out and back`, samples: got.samples, problem };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function patternOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillBytes(bytes, 0);
  return bytes;
}

interface Recorded {
  readonly bytes: Uint8Array;
  readonly datatype: Datatype;
  readonly samples: number;
  readonly lostSamples: number;
}

async function record(one: Case, profile: string, env: Record<string, string>): Promise<Recorded> {
  const listed = await wavekeep(['devices', '--json', '--data', profile], env);
  const { devices } = listed as { devices: { id: string; driver: string }[] };
  const id = devices.find(({ driver }) => driver === one.driver)?.id;
  if (id === undefined) throw new Error(`${one.driver} is not in the list: ${JSON.stringify(devices)}`);
  const range = ['--freq', one.freq, '--rate', String(one.rateHz), '--seconds', '1'];
  const answer = await wavekeep(['record', id, ...range, '--quiet', '--json', '--data', profile], env);
  const { recording } = answer as { recording: Omit<Recorded, 'bytes'> & { data: string } };
  return { ...recording, bytes: readFileSync(recording.data) };
}

/** Runs the command line as a person does; its JSON answer. */
async function wavekeep(args: readonly string[], env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, [join(root, 'main', 'cli.ts'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`wavekeep ${args.join(' ')} ended with ${String(status)}: ${out}${said}`);
  return JSON.parse(out);
}

if (import.meta.main) {
  const missing = missingForFakeUsb();
  if (missing !== undefined || !existsSync(join(root, 'node_modules', 'usb'))) {
    console.error(`Not run: ${missing ?? 'npm install has not run'}.`);
    process.exitCode = 1;
  } else {
    const environment = fakeUsb((line) => console.log(line));
    let failed = 0;
    const trials = [...cases.map((one) => () => tryRadio(one, environment)), () => tryReturn(environment)];
    for (const trial of trials) {
      const { device, samples, problem } = await trial();
      if (problem !== undefined) failed++;
      console.log(
        `${problem === undefined ? 'ok  ' : 'FAIL'} ${device}: ${String(samples)} samples ${problem ?? 'byte for byte'}`,
      );
    }
    console.log(`${String(cases.length + 1 - failed)} passed, ${String(failed)} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
}
