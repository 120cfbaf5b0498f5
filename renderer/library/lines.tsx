/** A list of lines of one height in a dialog; thousands of them: only those in sight exist. */
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';

const rowPx = 26;

export function Lines({
  label,
  count,
  className,
  row,
}: {
  label: string;
  count: number;
  className: string;
  row: (index: number) => ReactNode;
}): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  return (
    <div
      ref={frame}
      className="wk-lines"
      // A short list takes no more room than it needs.
      style={{ maxHeight: count * rowPx + 2 }}
      role="list"
      aria-label={label}
      tabIndex={0}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="listitem"
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className={`wk-line ${className}`}
            style={{ transform: `translateY(${String(item.start)}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
