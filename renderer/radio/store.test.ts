import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Connection } from '../../contract/connect.ts';
import type { ValueSink } from '../../contract/bridge.ts';
import { contract, type WavekeepContract } from '../../contract/index.ts';
import { messagePort } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';
import type { RadioInfo, ReceiverChange, ReceiverState } from '../../contract/radio.ts';
import { quietEngine } from '../../testing/quiet-engine.ts';
import { keepLink, useLink } from '../link.ts';
import { attachCommands, changeRadio, selectRadio, startRadio, stepBy, toggleRadio } from './commands.ts';
import { firstSettings } from './shown.ts';
import { attachRadios, currentRadio, useRadios } from './store.ts';

const radio = (id: string): RadioInfo => ({
  id,
  driver: id.split(':')[0] ?? '',
  label: id,
  serial: '',
  available: true,
  simulated: false,
  tuningHz: { min: 24e6, max: 1.7e9 },
  sampleRatesHz: [1e6, 2.4e6],
  gains: [{ name: 'TUNER', minDb: 0, maxDb: 40 }],
});

/** A radio in the engine: keeps what is set, says it to whoever watches. */
class Bench {
  readonly asked: string[] = [];
  readonly states = new Map<string, ReceiverState>();
  readonly sinks = new Map<string, Set<ValueSink<ReceiverState>>>();
  list: ValueSink<RadioInfo[]> | undefined;
  connection: Connection<WavekeepContract> | undefined;

  state(id: string): ReceiverState {
    return (
      this.states.get(id) ?? {
        id,
        phase: 'closed',
        samples: 0,
        lostSamples: 0,
        gaps: 0,
        clippedSamples: 0,
        clipping: false,
        measuredRateHz: 0,
      }
    );
  }

  put(id: string, change: Partial<ReceiverState>): ReceiverState {
    const state = { ...this.state(id), ...change };
    this.states.set(id, state);
    for (const sink of this.sinks.get(id) ?? []) sink.send(state);
    return state;
  }

  start(id: string, change: ReceiverChange = {}): ReceiverState {
    this.asked.push(`start ${id} ${JSON.stringify(change)}`);
    this.put(id, { phase: 'running', settings: { ...firstSettings(radio(id)), centreHz: 1e8 } });
    return this.change(id, change);
  }

  change(id: string, { centreHz, gainMode }: ReceiverChange): ReceiverState {
    const settings = this.state(id).settings!;
    return this.put(id, {
      settings: {
        ...settings,
        centreHz: centreHz ?? settings.centreHz,
        gainMode: gainMode ?? settings.gainMode,
      },
    });
  }

  async open(): ReturnType<Parameters<typeof keepLink>[0]> {
    const { port1, port2 } = new MessageChannel();
    const engine = quietEngine({
      radio: {
        list: (_input, sink) => {
          this.list = sink;
          sink.send([radio('sim:band'), radio('rtlsdr:1')]);
          return () => undefined;
        },
        receiver: ({ id }, sink) => {
          const sinks = this.sinks.get(id) ?? new Set();
          this.sinks.set(id, sinks.add(sink));
          sink.send(this.state(id));
          return () => void sinks.delete(sink);
        },
        start: ({ id, change }) => this.start(id, change),
        stop: ({ id }) => {
          this.asked.push(`stop ${id}`);
          return this.put(id, { phase: 'closed' });
        },
        set: ({ id, change }) => {
          this.asked.push(`set ${id} ${JSON.stringify(change)}`);
          return this.change(id, change);
        },
      },
    });
    serve(contract, engine, messagePort(port1), { onInternal: (error) => expect.unreachable(String(error)) });
    const connection = connect(contract, messagePort(port2));
    this.connection = connection;
    await connection.ready;
    return {
      client: connection.api,
      closed: connection.closed,
      onClose: (listener) => void connection.closed.then(listener),
      openWorkerPort: () => Promise.reject(new Error('no worker here')),
    };
  }
}

let bench: Bench;
let end: () => void;

beforeEach(async () => {
  useRadios.setState({ radios: [], selectedId: undefined, receivers: {}, pending: undefined, shown: {} });
  bench = new Bench();
  end = keepLink(() => bench.open(), [attachRadios, attachCommands]);
  await vi.waitFor(() => expect(useLink.getState().phase).toBe('open'));
  await vi.waitFor(() => expect(useRadios.getState().radios).toHaveLength(2));
});
afterEach(() => {
  end();
  bench.connection?.close();
});

describe('the radios store over a real bridge', () => {
  it('starts a radio and shows its own settings', async () => {
    await startRadio('sim:band');
    expect(useRadios.getState().selectedId).toBe('sim:band');
    expect(currentRadio()).toMatchObject({ phase: 'running', settings: { centreHz: 1e8 }, settling: false });
    await toggleRadio();
    expect(currentRadio()?.phase).toBe('closed');
  });

  it('starts a real radio that was never opened as the page shows it', async () => {
    await startRadio('rtlsdr:1');
    expect(bench.asked).toEqual(['start rtlsdr:1 {"centreHz":100000000,"sampleRateHz":2400000}']);
  });

  it('stops the radio before unless it records', async () => {
    await startRadio('sim:band');
    await selectRadio('rtlsdr:1');
    expect(bench.asked.at(-1)).toBe('stop sim:band');
    await startRadio('sim:band');
    bench.put('sim:band', { recordingId: 'r1' });
    await vi.waitFor(() => expect(useRadios.getState().receivers['sim:band']?.recordingId).toBe('r1'));
    await selectRadio('rtlsdr:1');
    expect(bench.state('sim:band').phase).toBe('running');
  });

  it('builds steps on what is shown, not on the echo, and sends them merged', async () => {
    await startRadio('sim:band');
    bench.asked.length = 0;
    for (let i = 0; i < 20; i++) stepBy(1);
    expect(currentRadio()?.settings.centreHz).toBe(102_000_000);
    changeRadio({ gainMode: 'manual' });
    expect(currentRadio()).toMatchObject({ settling: true, settings: { gainMode: 'manual' } });
    await vi.waitFor(() => expect(currentRadio()?.settling).toBe(false));
    // The first step at once, the rest and the gain mode together.
    expect(bench.asked).toHaveLength(2);
    expect(currentRadio()?.settings).toMatchObject({ centreHz: 102_000_000, gainMode: 'manual' });
  });

  it('looks again at a radio that runs when the window opens', async () => {
    bench.start('rtlsdr:1');
    await vi.waitFor(() => expect(useRadios.getState().selectedId).toBe('rtlsdr:1'));
  });

  it('forgets a radio that left the list', async () => {
    await startRadio('rtlsdr:1');
    bench.list?.send([radio('sim:band')]);
    await vi.waitFor(() => expect(useRadios.getState().selectedId).toBeUndefined());
    expect(bench.sinks.get('rtlsdr:1')?.size ?? 0).toBe(0);
  });

  it('says when the connection is lost and comes back with everything', async () => {
    await startRadio('sim:band');
    const first = bench.connection;
    first?.close();
    await vi.waitFor(() => expect(useLink.getState().phase).toBe('lost'));
    expect(useLink.getState().fault?.code).toBe('timeout');
    await expect(startRadio('sim:band')).rejects.toMatchObject({ code: 'timeout' });
    await vi.waitFor(() => expect(useLink.getState().phase).toBe('open'), { timeout: 3000 });
    bench.put('sim:band', { lostSamples: 7 });
    await vi.waitFor(() => expect(useRadios.getState().receivers['sim:band']?.lostSamples).toBe(7));
  });
});
