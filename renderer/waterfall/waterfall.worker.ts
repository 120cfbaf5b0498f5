/** The waterfall's worker: its own connection to the engine, the subscription of rows, and the stage that draws. */
import '../jitless.ts';
import type { Subscription } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import { connectWorker } from '../worker-api.ts';
import type { FromWorker, RowsRequest, ToWorker } from './messages.ts';
import { Stage } from './stage.ts';

type Connection = Awaited<ReturnType<typeof connectWorker>>;

const post = (message: FromWorker): void => self.postMessage(message);
const stage = new Stage(post);
let connection: Connection | undefined;
let rows: Subscription | undefined;
let wanted: RowsRequest | undefined;

function subscribe(): void {
  rows?.close();
  rows = undefined;
  if (connection === undefined || wanted === undefined) return;
  rows = connection.api.radio.rows(wanted, {
    next(chunk, done) {
      try {
        stage.push(chunk, done);
      } catch (error) {
        // A damaged batch is a fault of the stream, not of the window: say so and stop listening.
        done();
        rows?.close();
        rows = undefined;
        end(error);
      }
    },
    end: (fault) => post({ kind: 'ended', fault: fault?.toJSON() }),
  });
}

function end(error: unknown): void {
  const fault =
    error instanceof Fault ? error : new Fault('internal', 'The waterfall failed to take in rows.');
  post({ kind: 'ended', fault: fault.toJSON() });
  if (!(error instanceof Fault)) throw error;
}

async function attach(transport: Extract<ToWorker, { kind: 'connect' }>['transport']): Promise<void> {
  rows?.close();
  rows = undefined;
  connection?.close();
  connection = undefined;
  const mine = await connectWorker(transport);
  connection = mine;
  void mine.closed.then(() => {
    if (connection !== mine) return;
    connection = undefined;
    post({ kind: 'closed' });
  });
  subscribe();
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'connect':
      attach(data.transport).catch(() => post({ kind: 'closed' }));
      return;
    case 'subscribe':
      wanted = data.request;
      subscribe();
      return;
    case 'close':
      rows?.close();
      connection?.close();
      stage.close();
      self.close();
      return;
    default:
      stage.handle(data);
  }
});
