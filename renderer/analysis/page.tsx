/** The Analysis page: a recording in time and frequency, what is measured in it, its labels. */
import { LabelOverlay } from '../label/overlay.tsx';
import { LabelPanel } from '../label/panel.tsx';
import { useAnalysis } from './store.ts';

export function AnalysisPage(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  return (
    <div className="wk-analysis">
      <header className="wk-page-head">
        <h1>Analysis</h1>
        {info !== undefined && <span>{info.name}</span>}
      </header>
      {info === undefined ? (
        <p className="wk-source-nothing">Open a recording from the library to look into it.</p>
      ) : (
        <div className="wk-analysis-picture">
          <LabelOverlay />
          <LabelPanel />
        </div>
      )}
    </div>
  );
}
