/** The waterfall of the selected radio, with what has to be said over it. */
import { useEffect, useMemo, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { openWorkerPort } from '../link.ts';
import { reportFault } from '../frame/toasts.tsx';
import { changeView, useSettings } from '../settings/store.ts';
import { Waterfall, type WaterfallHandle } from '../waterfall/index.ts';
import { tuneTo } from './commands.ts';
import { KeepBar } from './keep.tsx';
import { useFirstLevels } from './levels.ts';
import { holdBox, useDetections, useLive, usePast } from './live.ts';
import { resolutionHz } from './resolution.ts';
import { isActive, type ShownRadio } from './shown.ts';
import { useRadios } from './store.ts';
import { setView } from './view.ts';

export function Stage({ radio }: { radio: ShownRadio }): React.ReactNode {
  const view = useSettings((state) => state.settings.view);
  const theme = useComputedColorScheme('dark');
  const handle = useRef<WaterfallHandle>(null);
  useEffect(() => {
    setView(handle.current ?? undefined);
    // End-to-end tests and pictures read back what is drawn.
    Reflect.set(window, 'wavekeepProbe', () => handle.current?.probe());
    return () => {
      setView(undefined);
      Reflect.deleteProperty(window, 'wavekeepProbe');
    };
  }, []);
  useDetections(radio.id);
  // From the first sample on: what will be worth keeping is not known before.
  usePast(radio.id);
  const boxes = useLive((state) => state.boxes);
  const keeping = useLive((state) => state.keeping);
  const box = useLive((state) => state.box);
  const keep = useMemo(() => ({ on: keeping, box }), [keeping, box]);
  useFirstLevels(handle, radio.id, isActive(radio.phase), view);
  // Rows of one radio say nothing about another.
  const shownId = useRef(radio.id);
  useEffect(() => {
    if (shownId.current !== radio.id) handle.current?.clear();
    shownId.current = radio.id;
  }, [radio.id]);
  const { centreHz, sampleRateHz } = radio.settings;
  return (
    <div className="wk-waterfall">
      <Waterfall
        ref={handle}
        openPort={openWorkerPort}
        radioId={radio.id}
        running={isActive(radio.phase)}
        settings={view}
        centreHz={centreHz}
        sampleRateHz={sampleRateHz}
        tuningHz={radio.info.tuningHz}
        snapHz={view.snapHz}
        lockCentre={radio.info.driver === 'file'}
        resolutionHz={resolutionHz(sampleRateHz, view.spectrum)}
        theme={theme}
        boxes={boxes}
        keep={keep}
        onHeld={holdBox}
        onTune={tuneTo}
        onViewChange={changeView}
        onFault={reportFault}
      />
      <Notice radio={radio} />
      {keeping && <KeepBar radio={radio} />}
    </div>
  );
}

/** Says why rows don't move. */
function Notice({ radio }: { radio: ShownRadio }): React.ReactNode {
  const fault = useRadios((state) => state.receivers[radio.id]?.fault?.message);
  const failed = radio.phase === 'failed' && fault !== undefined;
  const text = failed ? `${fault} Space tries again.` : noticeOf(radio.phase);
  return text === undefined ? null : (
    <div className="wk-notice" role="status">
      {text}
    </div>
  );
}

function noticeOf(phase: ShownRadio['phase']): string | undefined {
  switch (phase) {
    case 'closed':
      return 'Stopped. Space starts it again.';
    case 'paused':
      return 'Paused.';
    case 'lost':
      return 'The radio is gone. It is used again as soon as it is back.';
    case 'failed':
      return 'The radio failed. Space tries again.';
    case 'opening':
      return 'Opening the radio…';
    case 'running':
    case 'stopping':
      return undefined;
  }
}
