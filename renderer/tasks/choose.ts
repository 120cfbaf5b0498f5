/** Moving over the list of tasks and selecting them. */
import { makeChooser } from '../frame/chooser.ts';
import { engine } from '../link.ts';
import { currentQuery, rows, useTasks } from './store.ts';

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
  get: useTasks.getState,
  set: (change) => useTasks.setState(change),
  fetch: async (offset, limit) => (await engine().task.page({ ...currentQuery(), offset, limit })).rows,
  onStep: (detailId) => {
    // The panel follows the keyboard.
    if (useTasks.getState().detailId !== undefined) useTasks.setState({ detailId });
  },
});
