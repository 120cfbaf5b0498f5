/** One setting: its name, its control, a note. */
export function Setting({
  label,
  note,
  children,
}: {
  label: string;
  note?: React.ReactNode;
  children: React.ReactNode;
}): React.ReactNode {
  return (
    <div className="wk-setting">
      <span className="wk-setting-label">{label}</span>
      <div>
        {children}
        {note !== undefined && <div className="wk-setting-note">{note}</div>}
      </div>
    </div>
  );
}
