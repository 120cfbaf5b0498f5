/** The labels of the open recording, over its picture. */
export function LabelOverlay(): React.ReactNode {
  return <div className="wk-label-overlay" />;
}
