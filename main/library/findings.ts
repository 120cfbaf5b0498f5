/** What the last check found: seen by everybody, and what `repair` mends. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import type { IntegrityFinding } from '../../contract/library.ts';
import type { z } from 'zod';

export type Finding = z.infer<typeof IntegrityFinding>;

const mostFindings = 10_000;

export interface Findings {
  readonly list: readonly Finding[];
  replace(list: readonly Finding[]): void;
  open(sink: ValueSink<Finding[]>): Stop;
}

export function makeFindings(): Findings {
  let list: readonly Finding[] = [];
  const sinks = new Set<ValueSink<Finding[]>>();
  return {
    get list() {
      return list;
    },
    replace(next) {
      list = next.slice(0, mostFindings);
      for (const sink of sinks) sink.send([...list]);
    },
    open(sink) {
      sinks.add(sink);
      sink.send([...list]);
      return () => void sinks.delete(sink);
    },
  };
}
