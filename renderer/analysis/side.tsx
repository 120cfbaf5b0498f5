/** The panel at the right: what is measured, or the labels. It follows what the person works on. */
import { useEffect } from 'react';
import { SegmentedControl } from '@mantine/core';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { LabelPanel } from '../label/panel.tsx';
import { useLabels } from '../label/store.ts';
import { DisplaySection } from './display.tsx';
import { MarkersSection, PlotsSection, SelectionSection } from './results.tsx';
import { useAnalysis } from './store.ts';
import { useViewing } from './viewing.ts';

/** Drawing or choosing a label shows the labels, a new selection what is measured in it. */
function useFollowing(): void {
  const labelling = useAnalysis((state) => state.tool === 'label');
  const chosen = useLabels((state) => state.selected.size > 0);
  const selected = useAnalysis((state) => state.selection !== undefined);
  useEffect(() => {
    if (labelling || chosen) useViewing.setState({ side: 'labels' });
  }, [labelling, chosen]);
  useEffect(() => {
    if (selected) useViewing.setState({ side: 'measure' });
  }, [selected]);
}

export function Side({ info }: { info: AnalysisInfo }): React.ReactNode {
  const side = useViewing((state) => state.side);
  const count = useLabels((state) => state.labels.length);
  useFollowing();
  return (
    <aside className="wk-an-side" aria-label="Measurements and labels">
      <SegmentedControl
        fullWidth
        aria-label="What the panel shows"
        data={[
          { value: 'measure', label: 'Measure' },
          { value: 'labels', label: count === 0 ? 'Labels' : `Labels (${count.toLocaleString('en')})` },
        ]}
        value={side}
        onChange={(value) => useViewing.setState({ side: value === 'labels' ? 'labels' : 'measure' })}
      />
      <div className="wk-an-scroll" hidden={side !== 'measure'}>
        <SelectionSection info={info} />
        <PlotsSection />
        <MarkersSection info={info} />
        <DisplaySection />
      </div>
      {/* It stays: its dialogs and keys work while it is not seen. */}
      <div className="wk-an-labels" hidden={side !== 'labels'}>
        <LabelPanel />
      </div>
    </aside>
  );
}
