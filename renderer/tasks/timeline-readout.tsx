/** What lies under the pointer or the keyboard in the timeline, in words. */
import { formatRounded } from '../../contract/quantity.ts';
import { lengthText, stampText, timeText } from './clock.ts';
import { useZone } from './form-store.ts';
import type { Lit } from './timeline-canvas.tsx';
import { counted, outcomeTones, outcomeWords, titleOf } from './words.ts';

const widePx = 280;

export function TimelineReadout({
  lit,
  width,
  nowMs,
}: {
  lit: Lit;
  width: number;
  nowMs: number;
}): React.ReactNode {
  const zone = useZone();
  const { tuning } = lit.block;
  const run = lit.run?.run;
  const between = (startedMs: number, endedMs: number | undefined): string =>
    `${stampText(startedMs, zone)} – ${endedMs === undefined ? 'now' : timeText(endedMs, zone)}, ${lengthText(((endedMs ?? nowMs) - startedMs) / 1000)}`;
  return (
    <div
      className="wk-readout"
      role="status"
      style={{ left: Math.max(0, Math.min(lit.x + 14, width - widePx)), top: lit.y + 14 }}
    >
      {run !== undefined && (
        <>
          <b>{titleOf(run)}</b>
          <span>
            Task {run.taskId} <span className={outcomeTones[run.outcome]}>{outcomeWords[run.outcome]}</span>
          </span>
          <span>
            {formatRounded(run.centreHz, 'Hz', 9)}, {formatRounded(run.bandwidthHz, 'Hz')} wide
          </span>
          <span>{between(run.startedMs, run.endedMs)}</span>
          <hr />
        </>
      )}
      <span className={run === undefined ? undefined : 'wk-dim'}>
        Tuned to {formatRounded(tuning.centreHz, 'Hz', 9)} at {formatRounded(tuning.sampleRateHz, 'S/s')}
      </span>
      <span className="wk-dim">
        {tuning.runs.length === 1 ? 'for one task' : `shared by ${counted(tuning.runs.length, 'task')}`}
      </span>
      {run === undefined && <span className="wk-dim">{between(tuning.startedMs, tuning.endedMs)}</span>}
    </div>
  );
}
