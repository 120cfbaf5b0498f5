/** What came of a task: its tries, what they left, who did what, and what follows. */
import { Button } from '@mantine/core';
import { IconListSearch, IconPlayerPlay } from '@tabler/icons-react';
import type { z } from 'zod';
import { formatRounded } from '../../contract/quantity.ts';
import type { Product } from '../../contract/task.ts';
import { showPage, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { replayRecording } from '../radio/commands.ts';
import { lengthText, shortText, stampText, type Zone } from './clock.ts';
import type { Detail } from './detail.tsx';
import { FactList } from './detail-facts.tsx';
import { metricFacts } from './facts.ts';
import { FaultNote } from '../frame/fault-note.tsx';
import { useLabels } from './radios.ts';
import { counted, outcomeTones, outcomeWords, productStates, productWords, radioText } from './words.ts';

type ProductInfo = z.infer<typeof Product>;

export function NextRuns({ task, zone }: { task: Detail; zone: Zone }): React.ReactNode {
  return (
    <section>
      <h3>Runs that follow</h3>
      {task.nextRunsMs.length === 0 ? (
        <p className="wk-dim">No run follows.</p>
      ) : (
        <ol className="wk-runs">
          {task.nextRunsMs.slice(0, 5).map((timeMs) => (
            <li key={timeMs}>{stampText(timeMs, zone)}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function Products({ task }: { task: Detail }): React.ReactNode {
  return (
    <section>
      <h3>Products</h3>
      {task.productList.length === 0 && <p className="wk-dim">Nothing was written so far.</p>}
      {task.productList.map((product) => (
        <ProductItem key={product.id} product={product} tries={task.attempts.length} />
      ))}
    </section>
  );
}

function ProductItem({ product, tries }: { product: ProductInfo; tries: number }): React.ReactNode {
  const { word, tone } = productStates[product.state];
  const { recordingId } = product;
  return (
    <article className="wk-product" aria-label={`${productWords[product.kind]} ${product.name}`}>
      <div className="wk-product-head">
        <b>{productWords[product.kind]}</b>
        <span className={tone}>{word}</span>
        {tries > 1 && <span className="wk-dim">try {product.attempt}</span>}
        <span className="wk-toolbar-space" />
        {product.bytes > 0 && <span>{formatRounded(product.bytes, 'B', 3)}</span>}
      </div>
      {product.name !== '' && <code title={product.name}>{product.name}</code>}
      {product.lostSamples !== undefined && product.lostSamples > 0 && (
        <p className="wk-bad">{counted(product.lostSamples, 'sample')} lost</p>
      )}
      {product.note !== undefined && <p className="wk-dim">{product.note}</p>}
      {product.metrics !== undefined && (
        <FactList facts={metricFacts(product.metrics)} label="Signal metrics" />
      )}
      {recordingId !== undefined && product.state !== 'writing' && (
        <div className="wk-deeds">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlayerPlay size={12} aria-hidden />}
            onClick={() => attempt(() => replayRecording(recordingId))}
          >
            Replay
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconListSearch size={12} aria-hidden />}
            onClick={showRecordings}
          >
            Show in recordings
          </Button>
        </div>
      )}
    </article>
  );
}

/** The recordings are a drawer of the Receive page. */
function showRecordings(): void {
  useFrame.setState({ recordings: true });
  showPage('receive');
}

export function Attempts({ task, zone }: { task: Detail; zone: Zone }): React.ReactNode {
  const labels = useLabels();
  if (task.attempts.length === 0) return null;
  return (
    <section>
      <h3>Tries</h3>
      <ol className="wk-attempts">
        {task.attempts.map((one) => (
          <li key={`${String(one.attempt)} ${String(one.startedMs)}`}>
            <div>
              <b>{one.attempt}</b>
              <span className={outcomeTones[one.outcome]}>{outcomeWords[one.outcome]}</span>
              <span title={stampText(one.startedMs, zone)}>{shortText(one.startedMs, zone, Date.now())}</span>
              {one.endedMs !== undefined && (
                <span className="wk-dim">{lengthText(Math.max(0, one.endedMs - one.startedMs) / 1000)}</span>
              )}
            </div>
            <div className="wk-dim">
              {one.radioId !== undefined && `${radioText(one.radioId, labels)}, `}
              {one.worker}
            </div>
            {one.fault !== undefined && <FaultNote fault={one.fault} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function AuditTrail({ task, zone }: { task: Detail; zone: Zone }): React.ReactNode {
  return (
    <section>
      <h3>Who did what</h3>
      <table className="wk-audit" aria-label="Audit trail">
        <tbody>
          {task.audit.map((entry, i) => (
            <tr key={i}>
              <td title={stampText(entry.timeMs, zone)}>{shortText(entry.timeMs, zone, Date.now())}</td>
              <td title={entry.who}>{entry.who}</td>
              <td>
                <b>{entry.what}</b> {entry.detail}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
