/** The user's own map tiles as a layer above the countries; they come over the bridge, never from a network. */
import * as L from 'leaflet';
import { toFault } from '../fault.ts';
import { engine } from '../link.ts';

/** Where a folder has no tile, what lies below shows through. */
class UserTiles extends L.GridLayer {
  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const image = document.createElement('img');
    image.alt = '';
    const read = async (): Promise<void> => {
      const tile = await engine().source.tile({ z: coords.z, x: coords.x, y: coords.y });
      if (tile === null) {
        image.hidden = true;
        return;
      }
      image.src = `data:${tile.type};base64,${tile.base64}`;
      await image.decode();
    };
    read().then(
      () => done(undefined, image),
      (error: unknown) => {
        // A damaged tile leaves a gap, as a missing one does.
        image.hidden = true;
        done(toFault(error), image);
      },
    );
    return image;
  }
}

export function userTiles(): L.GridLayer {
  return new UserTiles({
    pane: 'tiles',
    noWrap: true,
    maxZoom: 22,
    attribution: 'own tiles',
    className: 'wk-map-tiles',
  });
}
