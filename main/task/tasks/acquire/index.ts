/** The face of acquisition tasks: lanes over the radios of this process. */
import { makeChannels } from '../../../acquire/index.ts';
import { startProducts } from '../../../tools/index.ts';
import type { Lanes } from '../../lanes.ts';
import { makeAcquireLanes, type LanesOptions } from './lanes.ts';

export function makeLanes(options: Omit<LanesOptions, 'makeChannels' | 'startProducts'>): Lanes {
  return makeAcquireLanes({ ...options, makeChannels, startProducts });
}
