/** Moving over the list of recordings and selecting them. */
import { makeChooser } from '../frame/chooser.ts';
import { engine } from '../link.ts';
import { currentQuery, rows, useLibrary } from './store.ts';

export const {
  onScrollTo,
  chooseRow,
  moveCursor,
  goTo,
  toggleCursor,
  selectEverything,
  selectNothing,
  chosenIds,
} = makeChooser({
  rows,
  get: useLibrary.getState,
  set: (change) => useLibrary.setState(change),
  fetch: async (offset, limit) => (await engine().library.page({ ...currentQuery(), offset, limit })).rows,
});
