/** RTL sticks on other machines, through the rtl_tcp protocol. */
import type { Driver } from '../receiver.ts';
import { openServer } from './receiver.ts';

export const rtltcpDriver: Driver = {
  name: 'rtltcp',
  // Servers don't announce themselves: the user's own list is kept in the settings.
  list: () => Promise.resolve([]),
  open: (id) => openServer(id),
};
