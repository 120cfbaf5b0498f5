/** Metadata of a copy: what others and earlier versions wrote, in the form of today, for conforming data. */
import { oldFields, type Annotation, type Capture, type Extension, type Meta } from './schema.ts';

/** The copy: samples only, from the first one on. */
interface CopiedData {
  sampleCount: number;
  /** Lower-case hex of all its bytes. */
  sha512: string;
}

/**
 * `meta`, as the lenient reader understood it, for a `.sigmf-data` file of samples only: what spoke of headers and
 * other files is gone, namespaces are declared, and captures and annotations end where the data does.
 */
export function conform(meta: Meta, { sampleCount, sha512 }: CopiedData): Meta {
  const global = { ...meta.global };
  delete global['core:dataset'];
  delete global['core:trailing_bytes'];
  delete global['core:metadata_only'];
  delete global['core:collection'];
  const offset = global['core:offset'] ?? 0;
  const end = offset + sampleCount;
  const captures = meta.captures.flatMap((capture, i) =>
    oneCapture(capture, i === 0 ? offset : undefined, end),
  );
  const annotations = meta.annotations.flatMap((annotation) => oneAnnotation(annotation, offset, end));
  const items = [global, ...captures, ...annotations];
  for (const item of items) for (const key of Object.keys(oldFields)) Reflect.deleteProperty(item, key);
  const extensions = declared(global['core:extensions'] ?? [], items);
  return {
    global: {
      ...global,
      'core:sha512': sha512,
      ...(extensions.length > 0 ? { 'core:extensions': extensions } : {}),
    },
    captures: withRisingIndex(captures),
    annotations,
  };
}

/** @param first where the data begins, for the first capture: it holds the data however late it says it starts */
function oneCapture(capture: Capture, first: number | undefined, end: number): Capture[] {
  const copy = { ...capture };
  delete copy['core:header_bytes'];
  if (copy['core:sample_start'] < end) return [copy];
  return first === undefined ? [] : [{ ...copy, 'core:sample_start': first }];
}

/** An index that counts fewer samples than the data holds can't be the hardware's. */
function withRisingIndex(captures: Capture[]): Capture[] {
  let start = 0;
  let stream: number | undefined;
  return captures.map((capture) => {
    const here = capture['core:sample_start'];
    const index = capture['core:global_index'] ?? (stream === undefined ? here : undefined);
    if (index === undefined) return capture;
    if (stream !== undefined && index - stream < here - start) {
      const copy = { ...capture };
      delete copy['core:global_index'];
      return copy;
    }
    stream = index;
    start = here;
    return capture;
  });
}

function oneAnnotation(annotation: Annotation, offset: number, end: number): Annotation[] {
  const start = annotation['core:sample_start'];
  const count = annotation['core:sample_count'];
  const from = Math.max(start, offset);
  const to = count === undefined ? undefined : Math.min(start + count, end);
  if (from >= end || (to !== undefined && to < from)) return [];
  const copy: Annotation = { ...annotation, 'core:sample_start': from };
  if (to !== undefined) copy['core:sample_count'] = to - from;
  // Read as the label, which it was before 1.0.
  if (copy['core:description'] === copy['core:label']) delete copy['core:description'];
  // One edge alone means nothing.
  if ((copy['core:freq_lower_edge'] === undefined) !== (copy['core:freq_upper_edge'] === undefined)) {
    delete copy['core:freq_lower_edge'];
    delete copy['core:freq_upper_edge'];
  }
  return [copy];
}

/** What is used and not declared, with a version nobody told. */
function declared(extensions: readonly Extension[], items: readonly object[]): Extension[] {
  const names = new Set(['core', ...extensions.map(({ name }) => name)]);
  const added: Extension[] = [];
  for (const item of items)
    for (const key of Object.keys(item)) {
      const colon = key.indexOf(':');
      const name = key.slice(0, Math.max(0, colon));
      if (name === '' || names.has(name)) continue;
      names.add(name);
      added.push({ name, version: '0.0.0', optional: true });
    }
  return [...extensions, ...added];
}
