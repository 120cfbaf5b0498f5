/** The Tasks page. */
export function TasksPage(): React.ReactNode {
  return <div className="wk-tasks" />;
}
