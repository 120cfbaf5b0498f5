/** The Analysis page: a recording in time and frequency, what is measured in it, its labels. */
import { useEffect } from 'react';
import { LabelPanel } from '../label/panel.tsx';
import { useFrame } from '../frame/store.ts';
import './analysis.css';
import { CropDialog } from './crop.tsx';
import { followSelection } from './measure.ts';
import { DisplaySection } from './display.tsx';
import { CannotShow } from './missing.tsx';
import { MarkersSection, PlotsSection, SelectionSection } from './results.tsx';
import { Stage } from './stage.tsx';
import { useAnalysis } from './store.ts';
import { Toolbar } from './toolbar.tsx';

export function AnalysisPage(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const sidePanel = useFrame((state) => state.sidePanel);
  useEffect(followSelection, []);
  if (info === undefined)
    return (
      <div className="wk-analysis">
        <header className="wk-page-head">
          <h1>Analysis</h1>
        </header>
        <CannotShow />
      </div>
    );
  return (
    <div className="wk-analysis" data-panel={sidePanel || undefined}>
      <Toolbar info={info} />
      <Stage key={info.id} />
      {sidePanel && (
        <aside className="wk-an-side" aria-label="Measurements and labels">
          <SelectionSection info={info} />
          <PlotsSection />
          <MarkersSection info={info} />
          <LabelPanel />
          <DisplaySection />
        </aside>
      )}
      <CropDialog info={info} />
    </div>
  );
}
