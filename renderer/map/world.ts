/** The countries of the world (Natural Earth, 1:50 million), from the application's own files. Read once. */
import type { FeatureCollection } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import worldUrl from 'world-atlas/countries-50m.json?url';
import { Fault } from '../../contract/fault.ts';

let world: Promise<FeatureCollection> | undefined;

/** Throws Fault 'not-found' where the application's files are not whole; the next call tries again. */
export function loadWorld(): Promise<FeatureCollection> {
  world ??= read().catch((error: unknown) => {
    world = undefined;
    throw error;
  });
  return world;
}

async function read(): Promise<FeatureCollection> {
  const answer = await fetch(worldUrl);
  if (!answer.ok)
    throw new Fault('not-found', 'The map of the world is missing from the application.', {
      hint: 'Install the application again.',
    });
  const topology = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
  return feature(topology, topology.objects.countries);
}
