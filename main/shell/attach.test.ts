import { EventEmitter, once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { connect } from '../../contract/connect.ts';
import { Fault } from '../../contract/fault.ts';
import { contract, type EngineServer } from '../../contract/index.ts';
import { messagePort, type ElectronPortLike } from '../../contract/port.ts';
import { attach, type AttachOptions } from './attach.ts';

/** Electron's MessagePortMain over a node port: events of an emitter, further ports in an array. */
function electronLike(port: MessagePort): ElectronPortLike {
  const events = new EventEmitter();
  port.on('message', (sent: { data: unknown; ports: MessagePort[] }) =>
    events.emit('message', { data: sent.data, ports: sent.ports.map(electronLike) }),
  );
  port.on('close', () => events.emit('close'));
  return {
    postMessage: (message) => port.postMessage(message),
    on: (name: string, listener: (event: { data: unknown; ports: ElectronPortLike[] }) => void) =>
      events.on(name, listener),
    start: () => port.start(),
    close: () => port.close(),
  };
}

/** The page's end: what it posts arrives as Electron wraps it. */
function pagePort(port: MessagePort): MessagePort {
  const post = port.postMessage.bind(port);
  port.postMessage = (data: unknown, transfer?: readonly unknown[]) => {
    const ports = (transfer ?? []).filter(
      (item) => item instanceof Object && 'start' in item,
    ) as MessagePort[];
    post({ data, ports }, ports);
  };
  return port;
}

/** An engine that can only say no: enough to see that it is asked. */
const refusing = Object.fromEntries(
  Object.entries(contract).map(([room, members]) => [
    room,
    Object.fromEntries(
      Object.keys(members).map((name) => [
        name,
        () => {
          throw new Fault('not-found', `asked for ${room}.${name}`);
        },
      ]),
    ),
  ]),
) as object as EngineServer;

const options = (starting: Promise<{ server: EngineServer }>): AttachOptions => ({
  starting,
  onInternal: (error) => {
    throw error;
  },
});

describe('ports of a page', () => {
  it('are answered once the engine runs, and further ones for workers too', async () => {
    const { port1, port2 } = new MessageChannel();
    let engineIsUp: (engine: { server: EngineServer }) => void = () => undefined;
    const starting = new Promise<{ server: EngineServer }>((resolve) => (engineIsUp = resolve));
    const detach = attach(electronLike(port1), options(starting));
    const page = pagePort(port2);
    const control = connect(contract, messagePort(page));
    const asked = control.api.app.info({});
    engineIsUp({ server: refusing });
    await expect(asked).rejects.toThrow('asked for app.info');

    const worker = new MessageChannel();
    page.postMessage(null, [worker.port2]);
    const second = connect(contract, messagePort(pagePort(worker.port1)));
    await expect(second.api.health.check({})).rejects.toThrow('asked for health.check');

    detach();
    await control.closed;
    await second.closed;
  });

  it('are closed when the engine can not start, and when the page is gone', async () => {
    const { port1, port2 } = new MessageChannel();
    attach(electronLike(port1), options(Promise.reject(new Error('no engine'))));
    await once(port2, 'close');

    const later = new MessageChannel();
    const detach = attach(electronLike(later.port1), options(new Promise(() => undefined)));
    detach();
    detach();
    await once(later.port2, 'close');
  });
});
