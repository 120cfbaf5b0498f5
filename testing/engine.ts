/** The whole engine behind a real bridge that checks every answer against the contract. */
import { MessageChannel } from 'node:worker_threads';
import { connect } from '../contract/connect.ts';
import { contract, type EngineClient } from '../contract/index.ts';
import { messagePort } from '../contract/port.ts';
import { serve } from '../contract/serve.ts';
import { makeEngine, type Engine, type EngineOptions } from '../main/engine.ts';

export interface OpenedEngine {
  readonly api: EngineClient;
  readonly engine: Engine;
  /** Errors that crossed as `internal`: a test expects none. */
  readonly internal: readonly unknown[];
  close(): Promise<void>;
}

export async function openEngine(
  profileDir: string,
  options: Partial<EngineOptions> = {},
): Promise<OpenedEngine> {
  const internal: unknown[] = [];
  const engine = await makeEngine({ profileDir, host: 'cli', version: '0.0.0-test', ...options });
  const { port1, port2 } = new MessageChannel();
  const served = serve(contract, engine.server, messagePort(port1), {
    validateOutput: true,
    onInternal: (error) => internal.push(error),
  });
  const client = connect(contract, messagePort(port2), { validateOutput: true });
  await client.ready;
  return {
    api: client.api,
    engine,
    internal,
    async close() {
      client.close();
      served.close();
      await engine.close();
    },
  };
}
