/** The Labels page: what is to be reviewed, what there is, and the classes. */
export function LabelsPage(): React.ReactNode {
  return (
    <div className="wk-labels">
      <header className="wk-page-head">
        <h1>Labels</h1>
      </header>
    </div>
  );
}
