/** What the list says when it has no rows: what to do next. */
import { Button, Kbd } from '@mantine/core';
import { openTaskForm } from './form-store.ts';
import { isEmpty } from './query.ts';
import { clearFilter, useTasks } from './store.ts';

export function Empty(): React.ReactNode {
  const filter = useTasks((state) => state.filter);
  if (!isEmpty(filter))
    return (
      <div className="wk-tasks-empty">
        <strong>No task matches the filter.</strong>
        <Button variant="default" onClick={clearFilter}>
          Show all tasks
        </Button>
      </div>
    );
  return (
    <div className="wk-tasks-empty">
      <strong>Nothing is planned yet.</strong>
      <p>
        A task records a frequency for a while: now, at a time, again and again, or when a signal appears. It
        is on disk before it is accepted, shares a radio with others that fit into the same stream, and tells
        what became of it here.
      </p>
      <Button onClick={() => openTaskForm()}>New task</Button>
      <p>
        <Kbd size="xs">N</Kbd> does the same from any page; on Receive it begins with the frequency on the
        dial.
      </p>
    </div>
  );
}
