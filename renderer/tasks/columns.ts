/** The columns of the list: name, order they sort by, class that gives their width and when they leave. */
import type { TaskSort } from './query.ts';
import type { Zone } from './clock.ts';

export interface Column {
  name: string;
  title: string;
  sort?: TaskSort;
  /** Numbers stand at the right. */
  right?: boolean;
  /** What the title leaves out. */
  hint?: string;
}

export function columnsOf(zone: Zone): readonly Column[] {
  const clock = zone === 'utc' ? 'UTC' : 'local';
  return [
    {
      name: 'id',
      title: 'No.',
      sort: 'created',
      right: true,
      hint: 'Number of the task, in order of arrival',
    },
    { name: 'state', title: 'State' },
    { name: 'name', title: 'Name' },
    { name: 'frequency', title: 'Frequency', sort: 'frequency', right: true },
    { name: 'bandwidth', title: 'Width', right: true, hint: 'Bandwidth' },
    { name: 'radio', title: 'Radio' },
    { name: 'starts', title: `Starts (${clock})`, sort: 'due', hint: 'Due, or started' },
    { name: 'ended', title: 'Ended', sort: 'ended' },
    { name: 'length', title: 'Length', right: true },
    { name: 'priority', title: 'Prio', sort: 'priority', right: true, hint: 'Priority, −100 to 100' },
    { name: 'tries', title: 'Tries', right: true },
    { name: 'progress', title: 'Progress or reason' },
  ];
}
