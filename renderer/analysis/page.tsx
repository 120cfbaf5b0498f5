/** The Analysis page: a recording in time and frequency, what is measured in it, its labels. */
import { useEffect, useState } from 'react';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { useFrame } from '../frame/store.ts';
import './analysis.css';
import { CropDialog } from './crop.tsx';
import { followSelection } from './measure.ts';
import { CannotShow } from './missing.tsx';
import { Side } from './side.tsx';
import { Stage } from './stage.tsx';
import { useAnalysis } from './store.ts';
import { RecordingName, Tools } from './toolbar.tsx';
import { useViewing } from './viewing.ts';

export function AnalysisPage(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const id = useViewing((state) => state.id);
  const faulty = useViewing((state) => state.fault !== undefined);
  useEffect(followSelection, []);
  if (info === undefined && (id === undefined || faulty))
    return (
      <div className="wk-analysis">
        <header className="wk-page-head">
          <h1>Analysis</h1>
        </header>
        <CannotShow />
      </div>
    );
  return <Opened key={info?.id ?? id} info={info} />;
}

/**
 * Counts the frames drawn since it was mounted, up to `most`: what comes in a frame of its own leaves room for the
 * events and tiles between.
 */
function useFrames(most: number): number {
  const [frames, setFrames] = useState(0);
  useEffect(() => {
    if (frames >= most) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      // After that frame is on screen, not before.
      timer = setTimeout(() => setFrames(frames + 1));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [frames, most]);
  return frames;
}

/** The picture first, then what is around it, in places that are kept for it. */
function Opened({ info }: { info: AnalysisInfo | undefined }): React.ReactNode {
  const sidePanel = useFrame((state) => state.sidePanel);
  const frames = useFrames(2);
  return (
    <div className="wk-analysis" data-panel={sidePanel || undefined}>
      <header className="wk-page-head wk-an-head">
        <RecordingName info={info} />
        {frames > 0 && <Tools info={info} />}
      </header>
      <Stage />
      {sidePanel &&
        (info !== undefined && frames > 1 ? <Side info={info} /> : <aside className="wk-an-side" />)}
      {info !== undefined && frames > 1 && <CropDialog info={info} />}
    </div>
  );
}
