/**
 * JSON as it is found in the wild: byte order marks, UTF-16, trailing commas. Everything odd is reported with
 * its line and column; what can be understood is.
 */
import { quote, type Problems } from './problem.ts';

/** Metadata deeper than this is a mistake or an attack. */
const deepest = 100;

/** Turns the bytes of a metadata file into text. Reports a BOM, UTF-16 and broken UTF-8. */
export function decodeText(bytes: Uint8Array, problems: Problems): string {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return utf16(bytes.subarray(2), false, problems);
  if (a === 0xfe && b === 0xff) return utf16(bytes.subarray(2), true, problems);
  // JSON starts with an ASCII character: a zero beside it gives UTF-16 without a mark away.
  if (bytes.byteLength >= 2 && a !== 0 && b === 0) return utf16(bytes, false, problems);
  if (bytes.byteLength >= 2 && a === 0 && b !== 0) return utf16(bytes, true, problems);
  let start = 0;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    start = 3;
    problems.error('encoding', 'line 1, column 1', 'Starts with a byte order mark; SigMF is plain UTF-8.');
  }
  const body = bytes.subarray(start);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    // The only way a fatal decode fails: read on with replacement characters, and say so.
    problems.error('encoding', 'file', 'Is not valid UTF-8.');
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  }
}

function utf16(bytes: Uint8Array, big: boolean, problems: Problems): string {
  problems.error(
    'encoding',
    'line 1, column 1',
    `Is UTF-16 ${big ? 'big' : 'little'} endian; SigMF is UTF-8.`,
  );
  const even = Buffer.from(bytes.subarray(0, bytes.byteLength & ~1));
  if (big) even.swap16();
  return even.toString('utf16le');
}

/** Line and column, both from 1, of an offset. */
function place(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

class SyntaxFault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Parses JSON. Undefined, with a problem that has its line and column, where it can't be understood. Trailing
 * commas are reported and read over; nesting is bounded.
 */
export function parseJson(text: string, problems: Problems): unknown {
  try {
    const commas: number[] = [];
    const value = new Parser(text, commas).document();
    for (const comma of commas) {
      // Finding the line takes a look at all before it: a file of commas would take for ever.
      if (problems.full) break;
      problems.error('trailing-comma', place(text, comma), 'A comma before a closing bracket is not JSON.');
    }
    return value;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    problems.error('json', place(text, error.offset), error.message);
    return undefined;
  }
}

const stringEnd = /["\\\u0000-\u001f]/g;
const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const space = /[ \t\r\n]*/y;

class Parser {
  private readonly text: string;
  private readonly commas: number[];
  private at = 0;

  constructor(text: string, commas: number[]) {
    this.text = text;
    this.commas = commas;
  }

  document(): unknown {
    this.skip();
    if (this.at >= this.text.length) throw new SyntaxFault(this.at, 'The file is empty.');
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) this.fail('Expected the end of the file');
    return value;
  }

  private skip(): void {
    space.lastIndex = this.at;
    space.exec(this.text);
    this.at = space.lastIndex;
  }

  private fail(what: string): never {
    const found = this.at >= this.text.length ? 'the end of the file' : quote(this.text.charAt(this.at));
    throw new SyntaxFault(this.at, `${what}, found ${found}.`);
  }

  private value(depth: number): unknown {
    if (depth > deepest) throw new SyntaxFault(this.at, `Nested deeper than ${deepest} levels.`);
    switch (this.text.charAt(this.at)) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.items('}', () => {
      if (this.text.charAt(this.at) !== '"') this.fail('Expected a name in quotes');
      const nameAt = this.at;
      const name = this.string();
      if (entries.has(name))
        throw new SyntaxFault(nameAt, `The name ${quote(name)} stands twice in one object.`);
      this.skip();
      if (this.text.charAt(this.at) !== ':') this.fail('Expected a colon');
      this.at++;
      this.skip();
      entries.set(name, this.value(depth + 1));
    });
    // fromEntries makes own properties of every name, `__proto__` too.
    return Object.fromEntries(entries);
  }

  private list(depth: number): unknown[] {
    const list: unknown[] = [];
    this.items(']', () => list.push(this.value(depth + 1)));
    return list;
  }

  private items(close: string, item: () => void): void {
    this.at++;
    this.skip();
    let comma = -1;
    while (this.text.charAt(this.at) !== close) {
      item();
      this.skip();
      comma = -1;
      if (this.text.charAt(this.at) === ',') {
        comma = this.at++;
        this.skip();
      } else if (this.text.charAt(this.at) !== close) this.fail(`Expected a comma or ${quote(close)}`);
    }
    if (comma >= 0) this.commas.push(comma);
    this.at++;
  }

  private string(): string {
    const start = this.at;
    for (let from = start + 1; ;) {
      stringEnd.lastIndex = from;
      const found = stringEnd.exec(this.text);
      if (found === null) throw new SyntaxFault(start, 'A string without its closing quote.');
      if (found[0] === '"') {
        this.at = found.index + 1;
        break;
      }
      if (found[0] !== '\\')
        throw new SyntaxFault(found.index, 'A line break or control character in a string.');
      from = found.index + 2;
    }
    try {
      return String(JSON.parse(this.text.slice(start, this.at)));
    } catch {
      // The quotes are balanced and there is no control character: what is left is a bad escape.
      throw new SyntaxFault(start, 'A string with an escape JSON does not know.');
    }
  }

  private number(): number {
    numberForm.lastIndex = this.at;
    const found = numberForm.exec(this.text);
    if (found === null) this.fail('Expected a value');
    const value = Number(found[0]);
    if (!Number.isFinite(value)) throw new SyntaxFault(this.at, 'A number too large to hold.');
    this.at += found[0].length;
    return value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('Expected a value');
    this.at += word.length;
    return value;
  }
}
