/** The labels of the open recording: their list, and what the selected ones say. */
export function LabelPanel(): React.ReactNode {
  return <section className="wk-label-panel" aria-label="Labels" />;
}
