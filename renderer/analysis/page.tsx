/** The Analysis page: a recording in time and frequency, what is measured in it, its labels. */
import { useEffect } from 'react';
import { useFrame } from '../frame/store.ts';
import './analysis.css';
import { CropDialog } from './crop.tsx';
import { followSelection } from './measure.ts';
import { CannotShow } from './missing.tsx';
import { Side } from './side.tsx';
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
      {sidePanel && <Side info={info} />}
      <CropDialog info={info} />
    </div>
  );
}
