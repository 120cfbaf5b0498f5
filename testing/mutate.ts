/** Seeded damage to files, and watching what reading them allocates. */
import type { Random } from './random.ts';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Values that blow up lengths and counts. */
const extremes = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Most of what breaks a reader stands at the beginning. */
const headBytes = 128;

function place(bytes: Buffer, random: Random, width: number): number {
  const end = Math.max(1, bytes.byteLength - width + 1);
  return random.integer(random.next() < 0.7 ? Math.min(end, headBytes) : end);
}

const mutations: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const count = 1 + random.integer(8);
    for (let i = 0; i < count; i++) {
      const at = place(bytes, random, 1);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    }
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, random.integer(bytes.byteLength + 1));
  },
  function blowUp(bytes, random) {
    const width = random.pick([1, 2, 4]);
    if (bytes.byteLength < width) return bytes;
    const value = random.pick(extremes) % 2 ** (8 * width);
    const at = place(bytes, random, width);
    if (random.next() < 0.5) bytes.writeUIntLE(value, at, width);
    else bytes.writeUIntBE(value, at, width);
    return bytes;
  },
  function swap(bytes, random) {
    const length = random.pick([4, 8, 16, 24, 68, 512]);
    if (bytes.byteLength < 2 * length) return bytes;
    const [a, b] = [place(bytes, random, length), place(bytes, random, length)];
    const kept = Buffer.from(bytes.subarray(a, a + length));
    bytes.copy(bytes, a, b, b + length);
    kept.copy(bytes, b);
    return bytes;
  },
  function randomise(bytes, random) {
    const at = place(bytes, random, 1);
    const end = Math.min(bytes.byteLength, at + 1 + random.integer(64));
    for (let i = at; i < end; i++) bytes[i] = random.integer(256);
    return bytes;
  },
  function repeat(bytes, random) {
    const at = place(bytes, random, 1);
    const piece = bytes.subarray(at, at + 1 + random.integer(600));
    return Buffer.concat([bytes.subarray(0, at), piece, piece, bytes.subarray(at)]);
  },
  function remove(bytes, random) {
    const at = place(bytes, random, 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(64))]);
  },
];

const wildNumbers = [
  '-1',
  '0',
  '1e308',
  '1e400',
  '9223372036854775807',
  '18446744073709551616',
  '0.5',
  '-0',
  '1e-300',
];
const wildValues = [
  'null',
  '{}',
  '[]',
  '""',
  '"cu8"',
  '"../../etc"',
  'true',
  '[[[[[[]]]]]]',
  '"\\ud800"',
  '"cf64_be"',
  '","',
];

/** For JSON: what a value may be instead. */
function mutateText(text: string, random: Random): string {
  const wild = random.next() < 0.6;
  const values = [...text.matchAll(wild ? /-?\d+(?:\.\d+)?/g : /"[^"\n]*"(?!:)|\d+/g)];
  const found = values[random.integer(Math.max(1, values.length))];
  if (!found) return text;
  const end = found.index + found[0].length;
  return text.slice(0, found.index) + random.pick(wild ? wildNumbers : wildValues) + text.slice(end);
}

/** A damaged copy: one to three mutations. @param text true for JSON, half of whose mutations are of values */
export function mutate(bytes: Uint8Array, random: Random, text: boolean): Uint8Array {
  let damaged: Buffer = Buffer.from(bytes);
  const count = 1 + random.integer(3);
  for (let i = 0; i < count; i++)
    damaged =
      text && random.next() < 0.5
        ? Buffer.from(mutateText(damaged.toString('utf8'), random))
        : random.pick(mutations)(damaged, random);
  return damaged;
}

export interface AllocationWatch {
  /** Bytes of the largest single array made by its length since `reset`. */
  largest(): number;
  reset(): void;
  stop(): void;
}

const watched = ['Uint8Array', 'Float32Array', 'Float64Array', 'ArrayBuffer'] as const;

/** Sees every typed array and buffer that is made with a length, until it is stopped. */
export function watchAllocations(): AllocationWatch {
  let largest = 0;
  const saw = (byteLength: unknown): void => {
    if (typeof byteLength === 'number' && byteLength > largest) largest = byteLength;
  };
  const restore = watched.map((name) => {
    const original = globalThis[name];
    const width = 'BYTES_PER_ELEMENT' in original ? original.BYTES_PER_ELEMENT : 1;
    const spy = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        saw(typeof args[0] === 'number' ? args[0] * width : 0);
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    Reflect.set(globalThis, name, spy);
    return () => Reflect.set(globalThis, name, original);
  });
  // Methods of Buffer that use nothing of it but its name.
  const alloc = Buffer.alloc.bind(Buffer);
  const allocUnsafe = Buffer.allocUnsafe.bind(Buffer);
  Reflect.set(Buffer, 'alloc', (size: number, ...rest: []) => {
    saw(size);
    return alloc(size, ...rest);
  });
  Reflect.set(Buffer, 'allocUnsafe', (size: number) => {
    saw(size);
    return allocUnsafe(size);
  });
  return {
    largest: () => largest,
    reset: () => void (largest = 0),
    stop() {
      for (const put of restore) put();
      Reflect.set(Buffer, 'alloc', alloc);
      Reflect.set(Buffer, 'allocUnsafe', allocUnsafe);
    },
  };
}
