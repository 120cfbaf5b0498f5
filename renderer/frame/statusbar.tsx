/** One line of truth at the bottom; a click opens the health panel. */
import { formatRounded } from '../../contract/quantity.ts';
import type { ReceiverState } from '../../contract/radio.ts';
import { useHealth } from '../health/store.ts';
import { useLink } from '../link.ts';
import { useReceiver } from '../radio/store.ts';
import { isActive } from '../radio/shown.ts';
import { showHealth } from './store.ts';

const phaseWords: Readonly<Record<ReceiverState['phase'], string>> = {
  closed: 'Stopped',
  opening: 'Opening',
  running: 'Running',
  paused: 'Paused',
  lost: 'Radio lost, looking for it',
  stopping: 'Stopping',
  failed: 'Failed',
};

/** Below this much free space the figure turns red: minutes of recording at high rates. */
const littleSpaceBytes = 5e9;
/** A main loop later than this delays what is shown. */
const lateMs = 50;

export function StatusBar(): React.ReactNode {
  const receiver = useReceiver();
  const { vitals, app, report } = useHealth();
  // While the first connection is made nothing is wrong yet.
  const connected = useLink((state) => state.phase === 'open' || state.fault === undefined);
  const failed = report?.components.filter((component) => component.status !== 'ok').length ?? 0;
  return (
    <button
      type="button"
      className="wk-status"
      title="Opens the health panel"
      onClick={() => showHealth(true)}
    >
      {connected ? (
        <Receiver receiver={receiver} />
      ) : (
        <span>
          <i className="wk-lamp" data-state="failed" />
          <b className="wk-bad">Not connected</b>
        </span>
      )}
      <span className="wk-gap">
        {failed > 0 && (
          <b className="wk-warn">
            {failed} {failed === 1 ? 'component needs' : 'components need'} attention
          </b>
        )}
      </span>
      {vitals !== undefined && (
        <>
          <span>
            Disk free{' '}
            <b className={(vitals.diskFreeBytes ?? 0) < littleSpaceBytes ? 'wk-bad' : undefined}>
              {vitals.diskFreeBytes === undefined ? 'gone' : formatRounded(vitals.diskFreeBytes, 'B', 3)}
            </b>
          </span>
          <span>
            CPU <b>{Math.round(vitals.cpuCores * 100)} %</b>
          </span>
          <span>
            Lag{' '}
            <b className={vitals.eventLoopLagMs > lateMs ? 'wk-warn' : undefined}>
              {vitals.eventLoopLagMs.toFixed(0)} ms
            </b>
          </span>
        </>
      )}
      {app !== undefined && (
        <>
          <span title={app.kernels.reason}>
            Kernels{' '}
            <b className={app.kernels.kind === 'native' ? undefined : 'wk-warn'}>
              {app.kernels.kind === 'native' ? app.kernels.simd : 'TypeScript'}
            </b>
          </span>
          <span>
            <b>{app.version}</b> {app.flavour}
          </span>
        </>
      )}
    </button>
  );
}

/** What helps against clipping; nothing does in a recording. */
function clippingText(receiver: ReceiverState): string {
  return receiver.info?.playback === undefined ? 'Clipping: lower the gain' : 'Clipping in the recording';
}

function Receiver({ receiver }: { receiver: ReceiverState | undefined }): React.ReactNode {
  if (receiver === undefined) return <span>No radio selected</span>;
  const active = isActive(receiver.phase);
  const lost = receiver.lostSamples;
  return (
    <>
      <span>
        <i
          className="wk-lamp"
          data-state={
            receiver.phase === 'lost' || receiver.phase === 'failed' ? 'failed' : active ? 'ok' : undefined
          }
        />
        <b className={receiver.phase === 'lost' || receiver.phase === 'failed' ? 'wk-bad' : undefined}>
          {phaseWords[receiver.phase]}
        </b>
      </span>
      {active && (
        <span data-testid="status-rate">
          Rate <b>{receiver.measuredRateHz > 0 ? formatRounded(receiver.measuredRateHz, 'S/s', 4) : '–'}</b>
        </span>
      )}
      <span data-testid="status-lost">
        Lost{' '}
        <b className={lost > 0 ? 'wk-bad' : undefined}>
          {lost.toLocaleString('en')}
          {receiver.gaps > 0
            ? ` in ${receiver.gaps.toLocaleString('en')} ${receiver.gaps === 1 ? 'gap' : 'gaps'}`
            : ''}
        </b>
      </span>
      <span data-testid="status-clip">
        <i className="wk-lamp" data-state={receiver.clipping ? 'failed' : undefined} />
        <b className={receiver.clipping ? 'wk-bad' : undefined}>
          {receiver.clipping ? clippingText(receiver) : 'Clip'}
        </b>
        {receiver.clippedSamples > 0 && receiver.clippedSamples.toLocaleString('en')}
      </span>
    </>
  );
}
