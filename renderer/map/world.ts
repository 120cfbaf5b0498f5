/** The countries of the world (Natural Earth, 1:50 million), from the application's own files. Read once. */
import { feature } from 'topojson-client';
import worldUrl from 'world-atlas/countries-50m.json?url';
import { Fault } from '../../contract/fault.ts';

type Topology = Parameters<typeof feature>[0];
export type Countries = ReturnType<typeof feature>;

let world: Promise<Countries> | undefined;

/** Throws Fault 'not-found' where the application's files are not whole; the next call tries again. */
export function loadWorld(): Promise<Countries> {
  world ??= read().catch((error: unknown) => {
    world = undefined;
    throw error;
  });
  return world;
}

async function read(): Promise<Countries> {
  const answer = await fetch(worldUrl);
  if (!answer.ok)
    throw new Fault('not-found', 'The map of the world is missing from the application.', {
      hint: 'Install the application again.',
    });
  const topology = (await answer.json()) as Topology;
  const countries = topology.objects['countries'];
  if (countries === undefined) throw new Fault('corrupt', 'The map of the world has no countries.');
  return feature(topology, countries);
}
