/** The Labels page: what is to be reviewed, what there is, and the classes. */
import { SegmentedControl } from '@mantine/core';
import { showPart, useLabelsPage, type LabelsPart } from './page-store.ts';
import { QueueTools, ReviewPart } from './queue.tsx';
import { StatisticsPart } from './statistics.tsx';
import { TaxonomyPart } from './taxonomy.tsx';
import { useFollowedTaxonomy } from './use-labels.ts';

const parts: readonly { value: LabelsPart; label: string }[] = [
  { value: 'review', label: 'Review' },
  { value: 'statistics', label: 'Statistics' },
  { value: 'classes', label: 'Classes' },
];

export function LabelsPage(): React.ReactNode {
  useFollowedTaxonomy();
  const part = useLabelsPage((state) => state.part);
  return (
    <div className="wk-labels">
      <header className="wk-page-head">
        <h1>Labels</h1>
        <SegmentedControl
          aria-label="Part of the page"
          data={[...parts]}
          value={part}
          onChange={(value) => {
            const next = parts.find((one) => one.value === value);
            if (next !== undefined) showPart(next.value);
          }}
        />
        <span className="wk-toolbar-space" />
        {part === 'review' && <QueueTools />}
      </header>
      {part === 'review' && <ReviewPart />}
      {part === 'statistics' && <StatisticsPart />}
      {part === 'classes' && <TaxonomyPart />}
    </div>
  );
}
