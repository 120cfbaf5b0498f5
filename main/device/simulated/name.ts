/** Names of simulated radios: `sim:SCENE?seed=N&format=cs8&…`. */
import { Datatype } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import { parseQuantity } from '../../../contract/quantity.ts';
import { parseFaults, type ScriptedFault } from './faults.ts';
import type { Scene } from './scene.ts';
import { scenes } from './scenes.ts';

export interface SimulatedName {
  scene: Scene;
  seed: number;
  datatype: Datatype;
  /** False: as fast as the reader takes samples. */
  paced: boolean;
  /** True: the same bytes on every machine; false: on every run of one machine, twice as fast. */
  exact: boolean;
  faults: ScriptedFault[];
}

const faultKinds = ['lose', 'stall', 'unplug', 'clip'] as const;

/** Throws Fault 'not-found' for an unknown scene, 'invalid' for a parameter that is none. */
export function parseSimulatedName(id: string): SimulatedName {
  const [path = '', query = ''] = id.split(/\?(.*)/s, 2);
  const name = path.replace(/^sim:/, '');
  const scene = scenes.find((one) => one.name === name);
  if (!scene)
    throw new Fault('not-found', `There is no simulated scene '${name.slice(0, 60)}'.`, {
      hint: `Take one of ${scenes.map((one) => `sim:${one.name}`).join(', ')}.`,
    });
  const parsed: SimulatedName = { scene, seed: 1, datatype: 'cs8', paced: true, exact: false, faults: [] };
  for (const [key, value] of new URLSearchParams(query)) apply(parsed, key, value);
  return parsed;
}

function apply(parsed: SimulatedName, key: string, value: string): void {
  const fault = faultKinds.find((kind) => kind === key);
  if (fault) {
    parsed.faults.push(...parseFaults(fault, value));
    return;
  }
  const level = (): number => parseQuantity(value, 'dB', { min: -200, max: 0, name: `'${key}'` });
  switch (key) {
    case 'seed':
      parsed.seed = Math.round(parseQuantity(value, '', { min: 0, max: 2 ** 31, name: 'The seed' }));
      return;
    case 'format':
      parsed.datatype = parseFormat(value);
      return;
    case 'speed':
      parsed.paced = parseSpeed(value);
      return;
    case 'exact':
      parsed.exact = value === '1';
      return;
    case 'noise':
      parsed.scene = { ...parsed.scene, noiseDbfsPerHz: level() };
      return;
    case 'dc':
      parsed.scene = { ...parsed.scene, dcDbfs: level() };
      return;
    case 'iq':
      parsed.scene = { ...parsed.scene, imageDb: level() };
      return;
    default:
      throw new Fault('invalid', `A simulated radio has no parameter '${key.slice(0, 40)}'.`, {
        hint: `Known are seed, format, speed, exact, noise, dc, iq, ${faultKinds.join(', ')}.`,
      });
  }
}

function parseFormat(text: string): Datatype {
  const read = Datatype.safeParse(text);
  if (read.success) return read.data;
  throw new Fault('invalid', `'${text.slice(0, 20)}' is no sample format.`, {
    hint: `Take one of ${Datatype.options.join(', ')}.`,
  });
}

function parseSpeed(text: string): boolean {
  if (text === 'max') return false;
  if (text === '1') return true;
  throw new Fault('invalid', `The speed '${text.slice(0, 20)}' is neither 1 nor max.`, {
    hint: 'Write speed=max for as fast as possible, or leave it out.',
  });
}
