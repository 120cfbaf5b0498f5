/** Small parts of panels. */
import type { ReactNode } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { toggleSection, useFrame } from './store.ts';

/** A part of a side panel that folds away. `tools` stand at the right of its title. */
export function Section({
  name,
  title,
  tools,
  children,
}: {
  name: string;
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const folded = useFrame((state) => state.folded[name] ?? false);
  const Chevron = folded ? IconChevronRight : IconChevronDown;
  return (
    <section className="wk-section" aria-label={title}>
      <div className="wk-section-head">
        <h2>
          <button type="button" aria-expanded={!folded} onClick={() => toggleSection(name)}>
            <Chevron size={14} aria-hidden />
            {title}
          </button>
        </h2>
        {tools}
      </div>
      {!folded && <div className="wk-section-body">{children}</div>}
    </section>
  );
}

/**
 * A setting: its name at the left, its control at the right, a value or a note where there is one. `long`: the name
 * is a device's own and gets the room.
 */
export function Row({
  label,
  long = false,
  value,
  note,
  children,
}: {
  label: string;
  long?: boolean;
  value?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <div className="wk-row" data-long={long || undefined}>
      <span className="wk-row-label" aria-hidden>
        {label}
      </span>
      <div className="wk-row-control">{children}</div>
      {value !== undefined && <span className="wk-row-value">{value}</span>}
      {note !== undefined && <span className="wk-row-note">{note}</span>}
    </div>
  );
}
