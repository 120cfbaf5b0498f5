/** The worker of the analysis view: its own connection to the engine, and the easel that draws. */
import '../jitless.ts';
import { Fault } from '../../contract/fault.ts';
import { connectWorker } from '../worker-api.ts';
import { Easel } from './easel.ts';
import type { FromWorker, ToWorker } from './messages.ts';

type Connection = Awaited<ReturnType<typeof connectWorker>>;

const post = (message: FromWorker): void => self.postMessage(message);
let connection: Connection | undefined;
let easel: Easel | undefined;

function failed(error: unknown): void {
  const fault = error instanceof Fault ? error : new Fault('internal', 'A tile could not be drawn.');
  // Where the connection is gone the page is told by its end; the tiles are asked for again after that.
  if (fault.code !== 'cancelled') post({ kind: 'failed', fault: fault.toJSON() });
}

async function attach(transport: Extract<ToWorker, { kind: 'connect' }>['transport']): Promise<void> {
  connection?.close();
  const mine = await connectWorker(transport);
  connection = mine;
  void mine.closed.then(() => {
    if (connection !== mine) return;
    connection = undefined;
    post({ kind: 'closed' });
  });
  easel?.connected();
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'start':
      easel = new Easel({
        picture: data.picture,
        overview: data.overview,
        fetch: async (request, signal) => {
          if (connection === undefined) throw new Fault('cancelled', 'There is no connection yet.');
          return await connection.api.analysis.tile(request, { signal });
        },
        drawn: (drawn) => post({ kind: 'drawn', drawn }),
        failed,
      });
      return;
    case 'connect':
      attach(data.transport).catch(() => post({ kind: 'closed' }));
      return;
    case 'open':
      easel?.open(data.info);
      return;
    case 'look':
      easel?.look(data);
      return;
    case 'view':
      easel?.view(data);
      return;
    case 'overview':
      easel?.overview(data);
      return;
    case 'value':
      post({ kind: 'value', id: data.id, db: easel?.valueAt(data.sample, data.hz) });
      return;
    case 'levels':
      post({ kind: 'levels', id: data.id, range: easel?.levels() });
      return;
    case 'close':
      connection?.close();
      easel?.close();
      self.close();
      return;
  }
});
