/** Answers the contract on the ports of a page: the two it was handed, and those it makes for further workers. */
import { contract, type EngineServer } from '../../contract/index.ts';
import { electronPort, type ElectronPortLike } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';

/** Workers come and go with the views of a page; more at once than this is a page gone wrong. */
const mostWorkers = 32;

export interface AttachOptions {
  /** Messages wait in the ports until the engine runs. */
  readonly starting: Promise<{ readonly server: EngineServer }>;
  /** Gets what is no Fault, with the reference the page is told instead. */
  readonly onInternal: (error: unknown, reference: string) => void;
}

/** Answers on one port until the returned function is called or the page closes it. */
export function attach(raw: ElectronPortLike, options: AttachOptions): () => void {
  const workers = new Set<() => void>();
  let ended = false;
  const port = electronPort(raw, (further) => {
    if (ended || workers.size >= mostWorkers) {
      further.close();
      return;
    }
    const detach = attach(further, options);
    workers.add(detach);
    further.on('close', () => workers.delete(detach));
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    port.close();
    for (const detach of workers) detach();
    workers.clear();
  };
  port.onClose(end);
  options.starting.then(
    ({ server }) => {
      if (!ended) serve(contract, server, port, { onInternal: options.onInternal });
    },
    // The shell says why the engine did not start; a page without one only needs its port closed.
    end,
  );
  return end;
}
