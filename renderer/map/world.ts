/** The countries of the world (Natural Earth, 1:50 million), from the application's own files. Read once. */
import { feature } from 'topojson-client';
import worldUrl from 'world-atlas/countries-50m.json?url';
import { Fault } from '../../contract/fault.ts';
import { forFlatMap } from './rings.ts';

type Topology = Parameters<typeof feature>[0];

/** Outlines in degrees, longitude first. */
export interface Country {
  polygons: [number, number][][][];
}

let world: Promise<Country[]> | undefined;

/** Throws Fault 'not-found' where the application's files are not whole; the next call tries again. */
export function loadWorld(): Promise<Country[]> {
  world ??= read().catch((error: unknown) => {
    world = undefined;
    throw error;
  });
  return world;
}

async function read(): Promise<Country[]> {
  const answer = await fetch(worldUrl);
  if (!answer.ok)
    throw new Fault('not-found', 'The map of the world is missing from the application.', {
      hint: 'Install the application again.',
    });
  const topology = (await answer.json()) as Topology;
  const countries = topology.objects['countries'];
  if (countries === undefined) throw new Fault('corrupt', 'The map of the world has no countries.');
  const found = feature(topology, countries);
  const features = found.type === 'FeatureCollection' ? found.features : [found];
  return features.map(({ geometry }) => {
    if (geometry.type === 'Polygon') return { polygons: forFlatMap(geometry.coordinates) };
    if (geometry.type === 'MultiPolygon') return { polygons: geometry.coordinates.flatMap(forFlatMap) };
    return { polygons: [] };
  });
}
