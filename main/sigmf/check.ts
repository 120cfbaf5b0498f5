/** Everything SigMF asks of a metadata document by itself, without its data file. */
import type { z } from 'zod';
import { isObject, quote, type Problem, type ProblemCode, type Problems } from './problem.ts';
import { repairDatatype } from './datatype.ts';
import { Annotation, Capture, Global, oldFields } from './schema.ts';

/** Extensions whose `optional: false` this program can honour: it reads what they add or may ignore it safely. */
const knownExtensions = new Set([
  'core',
  'antenna',
  'capture_details',
  'signal',
  'spatial',
  'traceability',
  'wavekeep',
]);

/** The reference recommends no more, and that many characters must fit on screen. */
const longestLabel = 20;

const codeByField: Readonly<Record<string, ProblemCode>> = {
  'core:datatype': 'datatype',
  'core:datetime': 'datetime',
  'core:version': 'version',
  'core:dataset': 'dataset',
};

/** Checks the whole document: its three sections, their fields, order, edges and extensions. */
export function checkMeta(document: unknown, problems: Problems): void {
  if (!isObject(document)) {
    problems.error('type', 'file', `Must hold one JSON object, holds ${quote(document)}.`);
    return;
  }
  for (const key of Object.keys(document))
    if (key !== 'global' && key !== 'captures' && key !== 'annotations')
      problems.error(
        'top-level-key',
        key.slice(0, 60),
        `Only global, captures and annotations may stand at the top; ${quote(key)} belongs inside one of them.`,
      );
  const { global, captures, annotations } = document;
  const namespaces = checkGlobal(global, problems);
  const offset = isObject(global) ? global['core:offset'] : undefined;
  const first = typeof offset === 'number' ? offset : 0;
  checkList('captures', captures, namespaces, problems, (list) => {
    checkCaptures(list, first, problems);
  });
  checkList('annotations', annotations, namespaces, problems, (list) => {
    checkAnnotations(list, first, problems);
  });
}

function checkGlobal(global: unknown, problems: Problems): Namespaces {
  if (!isObject(global)) {
    missingOrType('global', global, 'an object', problems);
    return new Namespaces(undefined);
  }
  const extensions = global['core:extensions'];
  const namespaces = new Namespaces(extensions);
  const oldExtensions = isObject(extensions);
  if (oldExtensions)
    problems.error('old-form', 'global.core:extensions', 'Is an object as in early versions; now a list.');
  const version = global['core:version'];
  if (typeof version === 'string' && /^v?[1-9]\d*\./.test(version) && !/^v?1\./.test(version))
    problems.error('version', 'global.core:version', `${version} is newer than this program knows (1.x).`);
  checkFields(Global, global, 'global', problems, oldExtensions ? ['core:extensions'] : []);
  namespaces.check(global, 'global', problems);
  namespaces.checkDeclared(problems);
  const { 'core:license': license } = global;
  if (typeof license === 'string' && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(license))
    problems.warning('value', 'global.core:license', `Should be a URL, is ${quote(license)}.`);
  if (typeof global['core:dataset'] === 'string' && global['core:metadata_only'] === true)
    problems.warning(
      'dataset',
      'global.core:metadata_only',
      'Says there is no data while core:dataset names a file.',
    );
  if (
    global['core:dataset'] === undefined &&
    typeof global['core:trailing_bytes'] === 'number' &&
    global['core:trailing_bytes'] > 0
  )
    problems.error(
      'not-only-samples',
      'global.core:trailing_bytes',
      'A .sigmf-data file holds only samples: bytes behind them need core:dataset.',
    );
  return namespaces;
}

function missingOrType(where: string, value: unknown, wanted: string, problems: Problems): void {
  if (value === undefined) problems.error('missing', where, `${where} is required.`);
  else problems.error('type', where, `Must be ${wanted}, is ${quote(value)}.`);
}

type Item = Record<string, unknown>;

function checkList(
  name: 'captures' | 'annotations',
  value: unknown,
  namespaces: Namespaces,
  problems: Problems,
  more: (list: readonly Item[]) => void,
): void {
  if (!Array.isArray(value)) {
    missingOrType(name, value, 'a list', problems);
    return;
  }
  const list: Item[] = [];
  const schema = name === 'captures' ? Capture : Annotation;
  for (const [i, item] of (value as unknown[]).entries()) {
    // The place of every later item would be wrong if one were left out: stop at what is no object.
    if (!isObject(item)) {
      problems.error('type', `${name}[${i}]`, `Must be an object, is ${quote(item)}.`);
      return;
    }
    list.push(item);
    if (problems.full) return;
    checkFields(schema, item, `${name}[${i}]`, problems, []);
    namespaces.check(item, `${name}[${i}]`, problems);
  }
  let before = -Infinity;
  for (const [i, item] of list.entries()) {
    const start = item['core:sample_start'];
    if (typeof start !== 'number') continue;
    if (start < before)
      problems.error(
        'order',
        `${name}[${i}].core:sample_start`,
        `${start} stands after ${before}: ${name} must be sorted.`,
      );
    before = start;
  }
  more(list);
}

/** Runs the schema of a section over it and names each problem by its field. */
export function checkFields(
  schema: z.ZodObject,
  value: Item,
  where: string,
  problems: Problems,
  except: readonly string[],
): void {
  const result = schema.safeParse(value);
  for (const issue of result.error?.issues ?? []) {
    const field = String(issue.path[0] ?? '');
    if (except.includes(field)) continue;
    problems.add(describe(issue, value, where, field));
  }
  for (const key of Object.keys(value)) {
    if (!key.startsWith('core:') || key in schema.shape) continue;
    const old = Object.hasOwn(oldFields, key) ? oldFields[key] : undefined;
    if (old !== undefined) problems.warning('old-form', `${where}.${key}`, `${key} ${old}.`);
    else
      problems.warning(
        'unknown-field',
        `${where}.${key.slice(0, 60)}`,
        'Is not a field of the core namespace here.',
      );
  }
}

function describe(issue: z.core.$ZodIssue, value: Item, where: string, field: string): Problem {
  const place = `${where}.${issue.path.map(String).join('.')}`;
  let found: unknown = value;
  for (const step of issue.path)
    found = isObject(found) || Array.isArray(found) ? Reflect.get(found, step) : undefined;
  const severity = 'error';
  if (found === undefined) {
    const name = String(issue.path.at(-1) ?? field);
    return { code: 'missing', where: place, message: `${name} is required.`, severity };
  }
  if (issue.code === 'invalid_type')
    return {
      code: 'type',
      where: place,
      message: `Must be ${article(issue.expected)}, is ${quote(found)}.`,
      severity,
    };
  if (issue.code === 'unrecognized_keys')
    return {
      code: 'value',
      where: place,
      message: `Has the unknown member ${quote(issue.keys[0])}.`,
      severity,
    };
  const code = issue.path.length > 1 ? 'value' : (codeByField[field] ?? 'value');
  let message = `${quote(found)} ${issue.message}.`;
  if (code === 'datatype' && typeof found === 'string') {
    const better = repairDatatype(found);
    if (better !== undefined) message += ` Perhaps ${better}.`;
  }
  return { code, where: place, message, severity };
}

function article(expected: string): string {
  const name = expected === 'array' ? 'list' : expected === 'boolean' ? 'true or false' : expected;
  return name === 'true or false' ? name : name === 'object' ? 'an object' : `a ${name}`;
}

function checkCaptures(captures: readonly Item[], first: number, problems: Problems): void {
  let start = 0;
  let streamIndex: number | undefined;
  for (const [i, capture] of captures.entries()) {
    const here = capture['core:sample_start'];
    if (typeof here !== 'number') continue;
    const where = `captures[${i}]`;
    if (here < first)
      problems.warning(
        'before-offset',
        `${where}.core:sample_start`,
        `${here} lies before core:offset ${first}.`,
      );
    // Without global_index it equals sample_start, by the specification.
    const global = capture['core:global_index'];
    const index = typeof global === 'number' ? global : streamIndex === undefined ? here : undefined;
    if (
      streamIndex !== undefined &&
      index !== undefined &&
      here >= start &&
      index - streamIndex < here - start
    )
      problems.error(
        'global-index',
        `${where}.core:global_index`,
        `${index} counts fewer samples since the last capture than the data holds (${here - start}).`,
      );
    if (index !== undefined) {
      streamIndex = index;
      start = here;
    }
  }
}

function checkAnnotations(annotations: readonly Item[], first: number, problems: Problems): void {
  for (const [i, annotation] of annotations.entries()) {
    const where = `annotations[${i}]`;
    const {
      'core:sample_start': start,
      'core:freq_lower_edge': lower,
      'core:freq_upper_edge': upper,
      'core:label': label,
    } = annotation;
    if (typeof start === 'number' && start < first)
      problems.error(
        'before-offset',
        `${where}.core:sample_start`,
        `${start} lies before core:offset ${first}.`,
      );
    if ((lower === undefined) !== (upper === undefined))
      problems.error(
        'one-edge',
        `${where}.core:freq_${lower === undefined ? 'upper' : 'lower'}_edge`,
        'One frequency edge alone means nothing: both or neither.',
      );
    if (typeof lower === 'number' && typeof upper === 'number' && lower > upper)
      problems.error(
        'frequency-edges',
        `${where}.core:freq_lower_edge`,
        `The lower edge ${lower} Hz lies above the upper edge ${upper} Hz.`,
      );
    if (typeof label === 'string' && codePoints(label) > longestLabel)
      problems.warning('label-length', `${where}.core:label`, `Longer than ${longestLabel} characters.`);
  }
}

/** Characters as a person nearly counts them: surrogate pairs are one. */
function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}

/** Which namespaces a document declares, and which it uses. */
export class Namespaces {
  private readonly declared = new Set(['core']);
  private readonly required: { name: string; at: number }[] = [];
  private readonly told = new Set<string>();

  /** @param extensions `core:extensions` as found: the list, or the object of early versions. */
  constructor(extensions: unknown) {
    if (isObject(extensions)) for (const name of Object.keys(extensions)) this.declared.add(name);
    if (!Array.isArray(extensions)) return;
    for (const [at, extension] of (extensions as unknown[]).entries()) {
      if (!isObject(extension) || typeof extension['name'] !== 'string') continue;
      this.declared.add(extension['name']);
      if (extension['optional'] === false && !knownExtensions.has(extension['name']))
        this.required.push({ name: extension['name'], at });
    }
  }

  /** Names of extensions that must be understood and aren't. */
  get unsupported(): string[] {
    return this.required.map((r) => r.name);
  }

  checkDeclared(problems: Problems): void {
    for (const { name, at } of this.required)
      problems.error(
        'unsupported-extension',
        `global.core:extensions.${at}`,
        `The extension ${quote(name)} is not optional, and this program doesn't know it.`,
      );
  }

  /** Every namespace is told of once: a warning today, an error in a later version of the specification. */
  check(object: Item, where: string, problems: Problems): void {
    for (const key of Object.keys(object)) {
      const colon = key.indexOf(':');
      const namespace = colon < 0 ? '' : key.slice(0, colon);
      if (this.declared.has(namespace) || this.told.has(namespace)) continue;
      this.told.add(namespace);
      const place = `${where}.${key.slice(0, 60)}`;
      if (colon < 0) problems.warning('namespace', place, 'Has no namespace: names look like core:label.');
      else
        problems.warning(
          'undeclared-extension',
          place,
          `The namespace ${quote(namespace)} isn't declared in core:extensions.`,
        );
    }
  }
}
