/** The Tasks page: the queue as list, timeline or calendar, and one task beside it. */
import { useEffect } from 'react';
import { engine, useLink } from '../link.ts';
import { BulkBar } from './bulk.tsx';
import { CalendarView } from './calendar.tsx';
import { DetailPanel } from './detail.tsx';
import { Filters } from './filters.tsx';
import { QueueHead } from './head.tsx';
import { TaskTable } from './table.tsx';
import { Timeline } from './timeline.tsx';
import { useTasks, watchTasks } from './store.ts';

export function TasksPage(): React.ReactNode {
  const view = useTasks((state) => state.view);
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => (open ? watchTasks(engine()) : undefined), [open]);
  return (
    <div className="wk-tasks">
      <QueueHead />
      {view === 'table' && <Filters />}
      <div className="wk-tasks-body">
        <div className="wk-tasks-view">
          {view === 'table' && (
            <>
              <TaskTable />
              <BulkBar />
            </>
          )}
          {view === 'timeline' && <Timeline />}
          {view === 'calendar' && <CalendarView />}
        </div>
        <DetailPanel />
      </div>
    </div>
  );
}
