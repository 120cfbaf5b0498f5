/** The map in front. Commands are there from the start and reach it here; the map itself comes when it is shown. */
import type { MapView } from './view.ts';

let current: MapView | undefined;

export const setFrontMap = (view: MapView | undefined): void => {
  current = view;
};

/** Goes to a source on the map in front, if there is one. */
export const showOnMap = (id: number): void => current?.goTo(id);
