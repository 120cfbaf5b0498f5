/**
 * Reading what other programs and earlier versions wrote: every field that can be understood is kept in its
 * present form, every other one is dropped, and a note says so.
 */
import { z } from 'zod';
import { repairDatatype } from './datatype.ts';
import { isObject, quote, type Problems } from './problem.ts';
import { Annotation, Capture, Global, isDatetime, type Extension, type Meta } from './schema.ts';

type Item = Record<string, unknown>;

/** Turns a parsed document into a `Meta`; undefined when it has no usable `global.core:datatype`. */
export function normalise(document: unknown, notes: Problems): Meta | undefined {
  if (!isObject(document) || !isObject(document['global'])) return undefined;
  const raw = withOldExtensions(document['global']);
  const found = raw['core:datatype'];
  const datatype = typeof found === 'string' ? repairDatatype(found) : undefined;
  if (datatype === undefined) return undefined;
  if (datatype !== found) note(notes, 'global.core:datatype', `${quote(found)} read as ${datatype}`);
  const version = repairVersion(raw['core:version'], notes);
  const fixed = { ...raw, 'core:datatype': datatype, 'core:version': version };
  const global: Global = {
    ...keepValid(Global, fixed, 'global', notes),
    'core:datatype': datatype,
    'core:version': version,
  };
  return {
    global,
    captures: list(document['captures'], 'captures', notes, (item, where) => oneCapture(item, where, notes)),
    annotations: list(document['annotations'], 'annotations', notes, (item, where) =>
      oneAnnotation(item, where, notes),
    ),
  };
}

function note(notes: Problems, where: string, what: string): void {
  notes.warning('old-form', where, `${what}.`);
}

/** `v1.0` and the like; a document without a version is taken for an early one. */
function repairVersion(found: unknown, notes: Problems): string {
  if (found === undefined) return '0.0.1';
  const parts = typeof found === 'string' ? /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(found) : null;
  const version = parts ? [1, 2, 3].map((i) => parts[i] ?? '0').join('.') : '0.0.1';
  if (version !== found) note(notes, 'global.core:version', `${quote(found)} read as ${version}`);
  return version;
}

/** Early versions: `{"antenna": "0.9.0"}`; now a list of names, versions and whether they may be ignored. */
function withOldExtensions(global: Item): Item {
  const extensions = global['core:extensions'];
  if (!isObject(extensions)) return global;
  const listed: Extension[] = Object.entries(extensions).map(([name, version]) => ({
    name,
    version: typeof version === 'string' ? version : '0.0.1',
    optional: true,
  }));
  return { ...global, 'core:extensions': listed };
}

function list<T extends { 'core:sample_start': number }>(
  value: unknown,
  name: string,
  notes: Problems,
  read: (item: Item, where: string) => T | undefined,
): T[] {
  if (!Array.isArray(value)) {
    note(notes, name, value === undefined ? 'Is missing' : `Is ${quote(value)} instead of a list`);
    return [];
  }
  const items: T[] = [];
  for (const [i, raw] of (value as unknown[]).entries()) {
    const item = isObject(raw) ? read(raw, `${name}[${i}]`) : undefined;
    if (item) items.push(item);
    else note(notes, `${name}[${i}]`, 'Has no usable core:sample_start and is left out');
  }
  return items.sort((a, b) => a['core:sample_start'] - b['core:sample_start']);
}

function oneCapture(raw: Item, where: string, notes: Problems): Capture | undefined {
  const item: Item = { ...raw };
  // The first drafts called it core:time.
  item['core:datetime'] ??= item['core:time'];
  const datetime = item['core:datetime'];
  if (typeof datetime === 'string' && !isDatetime(datetime)) {
    const better = repairDatetime(datetime);
    if (better !== undefined) {
      note(notes, `${where}.core:datetime`, `${quote(datetime)} read as ${better}`);
      item['core:datetime'] = better;
    }
  }
  const kept = keepValid(Capture, item, where, notes);
  const start = kept['core:sample_start'];
  return typeof start === 'number' ? { ...kept, 'core:sample_start': start } : undefined;
}

function oneAnnotation(raw: Item, where: string, notes: Problems): Annotation | undefined {
  const item: Item = { ...raw };
  // Before 1.0 labels stood in core:description.
  item['core:label'] ??= item['core:description'];
  const lower = item['core:freq_lower_edge'];
  const upper = item['core:freq_upper_edge'];
  if (typeof lower === 'number' && typeof upper === 'number' && lower > upper) {
    note(notes, `${where}.core:freq_lower_edge`, 'The frequency edges are swapped');
    item['core:freq_lower_edge'] = upper;
    item['core:freq_upper_edge'] = lower;
  }
  const kept = keepValid(Annotation, item, where, notes);
  const start = kept['core:sample_start'];
  return typeof start === 'number' ? { ...kept, 'core:sample_start': start } : undefined;
}

/** A time with another offset, or none (taken as UTC), in the form of today. */
function repairDatetime(text: string): string | undefined {
  const upper = text.trim().toUpperCase().replace(' ', 'T');
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(upper) ? upper : `${upper}Z`;
  if (isDatetime(zoned)) return zoned;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Keeps the fields the schema accepts and all foreign ones; numbers in quotes become numbers. */
function keepValid<S extends z.ZodObject>(
  schema: S,
  raw: Item,
  where: string,
  notes: Problems,
): Item & Partial<z.output<S>> {
  const kept: Item = {};
  for (const [key, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    const field: unknown = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
    if (!(field instanceof z.ZodType)) {
      Object.defineProperty(kept, key, { value, enumerable: true, configurable: true, writable: true });
      continue;
    }
    const usable = candidates(key, value).find((candidate) => field.safeParse(candidate).success);
    if (usable === undefined)
      note(notes, `${where}.${key}`, `${quote(value)} can't be understood and is left out`);
    else {
      if (usable !== value) note(notes, `${where}.${key}`, `${quote(value)} read as ${quote(usable)}`);
      kept[key] = usable;
    }
  }
  return kept as Item & Partial<z.output<S>>;
}

function candidates(key: string, value: unknown): unknown[] {
  const others: unknown[] = [value];
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    others.push(Number(value));
  if (key === 'core:geolocation' && isObject(value) && typeof value['type'] === 'string')
    others.push({ ...value, type: value['type'].toLowerCase() === 'point' ? 'Point' : value['type'] });
  return others;
}
