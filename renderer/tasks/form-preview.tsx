/** What would happen: who serves it and when, what it needs. Nothing is kept until it is added. */
import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { formatRounded } from '../../contract/quantity.ts';
import { stampText } from './clock.ts';
import { useTaskForm, useZone } from './form-store.ts';
import type { Problems } from './form.ts';
import type { PreviewSum } from './preview.ts';
import { counted } from './words.ts';

export function FormPreview({ problems }: { problems: Problems }): React.ReactNode {
  const { preview, refusal, asking } = useTaskForm();
  const open = Object.keys(problems).length;
  return (
    <section className="wk-preview" aria-label="What will happen" aria-live="polite">
      <h3>What will happen {asking && <Loader size={10} aria-label="Asking the queue" />}</h3>
      {open > 0 && <Waiting />}
      {open === 0 && refusal !== undefined && (
        <p className="wk-preview-line">
          <IconCircleX size={15} className="wk-bad" aria-hidden />
          <span>{refusal}</span>
        </p>
      )}
      {open === 0 && preview !== undefined && <Answer preview={preview} />}
    </section>
  );
}

/** Before the form says enough to be asked about. */
function Waiting(): React.ReactNode {
  const blank = useTaskForm(({ form }) => {
    const written = { one: form.frequency, list: form.list, range: form.from }[form.many];
    return written.trim() === '';
  });
  return (
    <p className="wk-dim">
      {blank
        ? 'Write a frequency: then it stands here which radio will serve it, when, and how much disk it needs.'
        : 'Some fields need another look.'}
    </p>
  );
}

function Answer({ preview }: { preview: PreviewSum }): React.ReactNode {
  const zone = useZone();
  const { possible, summary, refused, looked, total } = preview;
  const tight = preview.needsBytes > preview.freeBytes;
  const rest = looked - refused;
  return (
    <>
      <p className="wk-preview-line">
        {possible ? (
          <IconCircleCheck size={15} className="wk-good" aria-hidden />
        ) : (
          <IconAlertTriangle size={15} className="wk-warn" aria-hidden />
        )}
        <span>{summary}</span>
      </p>
      {refused > 0 && total > 1 && (
        <p>
          {counted(refused, 'task')} of {looked === total ? 'these' : `the ${String(looked)} looked at`} can
          not be served{rest > 0 ? `, ${rest.toLocaleString('en')} can` : ''}.
        </p>
      )}
      <dl className="wk-factlist">
        <div>
          <dt>Tasks</dt>
          <dd>{total.toLocaleString('en')}</dd>
        </div>
        {preview.radios.length > 0 && (
          <div>
            <dt>Radios that can</dt>
            <dd>{preview.radios.map(({ label }) => label).join(', ')}</dd>
          </div>
        )}
        {preview.sharesWith > 0 && (
          <div>
            <dt>Shares a tuning</dt>
            <dd>with {counted(preview.sharesWith, 'task')}</dd>
          </div>
        )}
        {preview.needsBytes > 0 && (
          <div>
            <dt>Disk, at most</dt>
            <dd className={tight ? 'wk-bad' : undefined}>
              {formatRounded(preview.needsBytes, 'B', 3)} of {formatRounded(preview.freeBytes, 'B', 3)} free
              {tight ? ': not enough' : ''}
            </dd>
          </div>
        )}
      </dl>
      {preview.nextRunsMs.length > 0 && (
        <>
          <h4>Next runs ({zone === 'utc' ? 'UTC' : 'local'})</h4>
          <ol className="wk-runs">
            {preview.nextRunsMs.slice(0, 5).map((timeMs) => (
              <li key={timeMs}>{stampText(timeMs, zone)}</li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}
