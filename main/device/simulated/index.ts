/** Simulated radios: scenes of emitters with known truth, seeded and reproducible, with faults on a script. */
import type { Driver } from '../receiver.ts';
import { openSimulated, simulatedInfo } from './receiver.ts';
import { scenes } from './scenes.ts';

export { sceneTruth } from './truth.ts';

export const simulatedDriver: Driver = {
  name: 'sim',
  list: () => Promise.resolve(scenes.map((scene) => simulatedInfo(`sim:${scene.name}`, scene))),
  // A wrong name is a rejection, like every other failure to open.
  open: async (id) => Promise.resolve(openSimulated(id)),
};
