import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ValueSink } from '../../contract/bridge.ts';
import { connect, type Connection } from '../../contract/connect.ts';
import { Fault } from '../../contract/fault.ts';
import { contract, type WavekeepContract } from '../../contract/index.ts';
import type { Label, LabelEdit, LabelPart } from '../../contract/label.ts';
import { messagePort } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';
import { quietEngine } from '../../testing/quiet-engine.ts';
import { useAnalysis } from '../analysis/store.ts';
import { keepLink, useLink } from '../link.ts';
import { addLabel, commitDraft, judgeSelected, nudgeSelected, renameSelected } from './commands.ts';
import { applyEdits } from './edit.ts';
import { edit, followLabels, select, settled, useLabels } from './store.ts';

const recordingId = 'one';
const box = { startSample: 1000, sampleCount: 500, lowerHz: 99.9e6, upperHz: 100.1e6 };

/** Labels in an engine that answers when it is told to. */
class Engine {
  labels: readonly Label[] = [];
  revision = 0;
  readonly asked: LabelEdit[][] = [];
  refuses = false;
  /** Each edit waits for one release. */
  #held: (() => void)[] = [];
  hold = false;
  #sinks = new Set<ValueSink<LabelPart>>();
  connection: Connection<WavekeepContract> | undefined;

  get whole(): LabelPart {
    const { labels, revision } = this;
    const parts = { part: 0, more: false };
    return { revision, ...parts, labels: [...labels], removed: [], total: labels.length, written: true };
  }

  tell(): void {
    for (const sink of this.#sinks) sink.send(this.whole);
  }

  release(): void {
    this.#held.shift()?.();
  }

  async edit(edits: LabelEdit[]): Promise<{ revision: number; uuids: string[] }> {
    this.asked.push(edits);
    if (this.hold) await new Promise<void>((resolve) => this.#held.push(resolve));
    if (this.refuses) throw new Fault('disk-full', 'No room.');
    this.labels = applyEdits(this.labels, edits, { who: 'ann', nowMs: 5, reviewers: 2 });
    this.revision++;
    this.tell();
    return { revision: this.revision, uuids: [] };
  }

  async open(): ReturnType<Parameters<typeof keepLink>[0]> {
    const { port1, port2 } = new MessageChannel();
    const label = {
      edit: ({ edits }: { edits: LabelEdit[] }) => this.edit(edits),
      of: (_: unknown, sink: ValueSink<LabelPart>) => {
        this.#sinks.add(sink);
        sink.send(this.whole);
        return () => this.#sinks.delete(sink);
      },
    };
    serve(contract, quietEngine({ label }), messagePort(port1), {
      onInternal: (error) => expect.unreachable(String(error)),
    });
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

let engine: Engine;
let stop: () => void;
const shown = (): readonly Label[] => useLabels.getState().labels;

beforeEach(async () => {
  engine = new Engine();
  const end = keepLink(() => engine.open(), []);
  await vi.waitFor(() => expect(useLink.getState().phase).toBe('open'));
  useLabels.setState({ recordingId: undefined });
  useAnalysis.setState({
    info: {
      id: recordingId,
      name: recordingId,
      sampleRateHz: 1e6,
      centreHz: 100e6,
      centreKnown: true,
      real: false,
      samples: 1e6,
      captures: [],
    },
    binHz: 1000,
    rowSamples: 100,
  });
  const unfollow = followLabels(recordingId);
  await vi.waitFor(() => expect(useLabels.getState().set).toBeDefined());
  stop = () => {
    unfollow();
    end();
    engine.connection?.close();
  };
});
afterEach(() => {
  stop();
  useAnalysis.setState({ info: undefined });
});

describe('labels as the page shows them', () => {
  it('shows an edit at once and nothing jumps when it is acknowledged', async () => {
    engine.hold = true;
    addLabel(box);
    expect(shown()).toMatchObject([{ ...box, byMachine: false }]);
    expect(useLabels.getState()).toMatchObject({ underWay: 1, leadId: shown()[0]!.uuid });
    const seen: number[] = [];
    const unsubscribe = useLabels.subscribe(({ labels }) => seen.push(labels.length));
    await vi.waitFor(() => expect(engine.asked).toHaveLength(1));
    engine.release();
    await settled();
    await vi.waitFor(() => expect(useLabels.getState().underWay).toBe(0));
    unsubscribe();
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(shown()).toEqual(engine.labels);
  });

  it('an edit that is refused goes back, those after it stay', async () => {
    addLabel(box);
    await settled();
    engine.hold = true;
    renameSelected('carrier');
    judgeSelected('accepted');
    expect(shown()).toMatchObject([{ name: 'carrier', review: 'accepted' }]);
    await vi.waitFor(() => expect(engine.asked).toHaveLength(2));
    engine.refuses = true;
    engine.release();
    await vi.waitFor(() => expect(engine.asked).toHaveLength(3));
    expect(shown()).toMatchObject([{ name: '', review: 'accepted' }]);
    engine.refuses = false;
    engine.release();
    await settled();
    expect(engine.labels).toMatchObject([{ name: '', review: 'accepted' }]);
  });

  it('edits go in their order, one after the other', async () => {
    for (let n = 0; n < 20; n++) addLabel({ ...box, startSample: n * 1000 });
    await settled();
    expect(engine.labels.map(({ startSample }) => startSample)).toEqual(
      Array.from({ length: 20 }, (_, n) => n * 1000),
    );
  });

  it('a held arrow key is one step of undo', async () => {
    addLabel(box);
    for (let n = 0; n < 30; n++) nudgeSelected('right', false);
    for (let n = 0; n < 3; n++) nudgeSelected('up', true);
    expect(engine.asked.length).toBeLessThanOrEqual(1);
    commitDraft();
    await settled();
    expect(engine.asked).toHaveLength(2);
    expect(engine.labels).toMatchObject([{ startSample: 4000, upperHz: 100.103e6 }]);
  });

  it('the engine has the last word, and a selection never holds what is gone', async () => {
    addLabel(box);
    await settled();
    select([shown()[0]!.uuid]);
    engine.labels = [];
    engine.revision++;
    engine.tell();
    await vi.waitFor(() => expect(shown()).toEqual([]));
    expect(useLabels.getState()).toMatchObject({ selected: new Set(), leadId: undefined });
    edit([{ kind: 'remove', uuid: 'a0000000-0000-4000-8000-000000000000' }]);
    await settled();
    expect(shown()).toEqual([]);
  });
});
