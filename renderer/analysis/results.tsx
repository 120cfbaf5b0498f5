/** The sections of the side panel: the selection with its measurements, its plots, the markers. */
import { ActionIcon, Button, Loader } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { describeFault } from '../fault.ts';
import { Section } from '../frame/parts.tsx';
import { attempt } from '../frame/toasts.tsx';
import { copyValues, exportValues, openCrop, select, selectView, showSelection } from './commands.ts';
import { SelectionFields } from './fields.tsx';
import { useMeasure } from './measure.ts';
import { SignalPlots, SpectrumPlot } from './plots.tsx';
import { useAnalysis } from './store.ts';
import { clearMarkers, removeMarker, useViewing } from './viewing.ts';
import { dbText, durationText, hzText, spokenValues, timeText, valuesOf, widthText } from './words.ts';
import { deltaHz, signedDb } from '../waterfall/scale.ts';

export function SelectionSection({ info }: { info: AnalysisInfo }): React.ReactNode {
  const box = useAnalysis((state) => state.selection);
  const busy = useMeasure((state) => state.busy);
  return (
    <Section
      name="analysis-selection"
      title="Selection"
      tools={
        box !== undefined && (
          <>
            {busy && <Loader size={14} aria-label="Measuring" />}
            <ActionIcon
              size="sm"
              aria-label="Select nothing"
              title="Select nothing (Escape)"
              onClick={() => select(undefined)}
            >
              <IconX size={14} />
            </ActionIcon>
          </>
        )
      }
    >
      {box === undefined ? (
        <p className="wk-an-hint">
          Drag a box over a signal to measure it, or{' '}
          <button type="button" className="wk-an-link" onClick={selectView}>
            select what is in sight
          </button>{' '}
          (A).
        </p>
      ) : (
        <>
          <SelectionFields info={info} box={box} />
          <div className="wk-an-buttons">
            <Button variant="default" title="Zoom to the selection (Z)" onClick={showSelection}>
              Zoom to it
            </Button>
            <Button variant="default" title="Crop and save… (C)" onClick={openCrop}>
              Crop and save…
            </Button>
          </div>
          <Measured info={info} />
        </>
      )}
    </Section>
  );
}

function Measured({ info }: { info: AnalysisInfo }): React.ReactNode {
  const measured = useMeasure((state) => state.values);
  const busy = useMeasure((state) => state.busy);
  const fault = useMeasure((state) => state.fault);
  if (measured === undefined)
    return fault === undefined ? (
      <p className="wk-an-hint">Measuring…</p>
    ) : (
      <p className="wk-an-hint wk-bad" role="alert">
        {describeFault(fault).message} {describeFault(fault).advice}
      </p>
    );
  const values = valuesOf(info, measured);
  return (
    <>
      <dl className="wk-an-values" data-busy={busy || undefined}>
        {values.map(({ name, text, about }) => (
          <div key={name} title={about}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="wk-an-spoken" role="status">
        {busy ? '' : spokenValues(values)}
      </p>
      <div className="wk-an-buttons">
        <Button
          variant="default"
          title="Copy the values as text (Ctrl+C)"
          onClick={() => attempt(copyValues)}
        >
          Copy values
        </Button>
        <Button variant="default" onClick={() => attempt(exportValues)}>
          Export CSV…
        </Button>
      </div>
    </>
  );
}

export function PlotsSection(): React.ReactNode {
  const selected = useAnalysis((state) => state.selection !== undefined);
  if (!selected) return null;
  return (
    <Section name="analysis-plots" title="Plots of the selection">
      <SpectrumPlot />
      <SignalPlots />
    </Section>
  );
}

export function MarkersSection({ info }: { info: AnalysisInfo }): React.ReactNode {
  const markers = useViewing((state) => state.markers);
  const offset = useViewing((state) => state.bandScale === 'offset');
  return (
    <Section
      name="analysis-markers"
      title="Markers"
      tools={
        markers.length > 0 && (
          <Button size="compact-xs" variant="default" onClick={clearMarkers}>
            Clear
          </Button>
        )
      }
    >
      {markers.length === 0 ? (
        <p className="wk-an-hint">Shift+click places a marker; M does at the pointer or in the middle.</p>
      ) : (
        <ol className="wk-an-markers">
          {markers.map((marker, index) => {
            const before = markers[index - 1];
            const seconds = before === undefined ? 0 : (marker.sample - before.sample) / info.sampleRateHz;
            return (
              <li key={marker.id}>
                <b>{index + 1}</b>
                <span>{timeText(info, marker.sample, Math.max(1e-6, 1 / info.sampleRateHz))}</span>
                <span>{hzText(info, marker.hz, offset, 1)}</span>
                <ActionIcon
                  size="xs"
                  aria-label={`Remove marker ${String(index + 1)}`}
                  onClick={() => removeMarker(marker.id)}
                >
                  <IconX size={12} />
                </ActionIcon>
                <small>
                  {marker.db !== undefined && `${dbText(marker.db)} dBFS`}
                  {before !== undefined && (
                    <>
                      {' · '}Δt {durationText(seconds)} · Δf {deltaHz(Math.round(marker.hz - before.hz))}
                      {marker.db !== undefined &&
                        before.db !== undefined &&
                        ` · ΔL ${signedDb(marker.db - before.db)}`}
                      {seconds !== 0 && ` · 1/Δt\u00a0${widthText(1 / seconds)}`}
                    </>
                  )}
                </small>
              </li>
            );
          })}
        </ol>
      )}
    </Section>
  );
}
