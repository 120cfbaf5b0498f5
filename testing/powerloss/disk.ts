/** Reads what shim.c wrote down, and makes what the disk may hold after a loss of power at any point of it. */
import type { Random } from '../random.ts';

type Operation =
  | { kind: 'created'; name: string; inode: bigint }
  | { kind: 'written'; inode: bigint; offset: number; data: Buffer }
  | { kind: 'cut'; inode: bigint; length: number }
  | { kind: 'synced'; inode: bigint }
  | { kind: 'renamed'; from: string; to: string }
  | { kind: 'removed'; name: string };

export function readLog(log: Buffer): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at < log.length;) {
    const [kind, nameLength] = [log.readUInt32LE(at), log.readUInt32LE(at + 4)];
    const inode = log.readBigUInt64LE(at + 8);
    const offset = Number(log.readBigUInt64LE(at + 16));
    const dataLength = Number(log.readBigUInt64LE(at + 24));
    const name = log.toString('utf8', at + 32, at + 32 + nameLength);
    const data = log.subarray(at + 32 + nameLength, at + 32 + nameLength + dataLength);
    at += 32 + nameLength + dataLength;
    operations.push(operationOf(kind, { name, inode, offset, data }));
  }
  return operations;
}

function operationOf(
  kind: number,
  { name, inode, offset, data }: { name: string; inode: bigint; offset: number; data: Buffer },
): Operation {
  switch (kind) {
    case 1:
      return { kind: 'created', name, inode };
    case 2:
      return { kind: 'written', inode, offset, data };
    case 3:
      return { kind: 'cut', inode, length: offset };
    case 4:
      return { kind: 'synced', inode };
    case 5:
      return { kind: 'renamed', from: name, to: data.toString('utf8') };
    case 6:
      return { kind: 'removed', name };
    default:
      throw new Error(`The log has a record of kind ${kind}.`);
  }
}

/** A disk keeps or loses whole sectors. */
const sectorBytes = 512;

type Content = Extract<Operation, { kind: 'written' | 'cut' }>;
type Naming = Extract<Operation, { kind: 'created' | 'renamed' | 'removed' }>;

export interface Disk {
  /** The next operation happens. */
  apply(operation: Operation): void;
  /**
   * What a loss of power now would leave, by name. What was synced is there; of the rest every sector, every cut and
   * every name may be there or not.
   */
  image(random: Random): Map<string, Buffer>;
}

/** @param lying a disk whose syncs do nothing: the test of the test. */
export function makeDisk(lying = false): Disk {
  const files = new Map<bigint, File>();
  const names = new Map<string, bigint>();
  let contents: Content[] = [];
  let namings: Naming[] = [];
  /** Inodes given out under a name: anything else synced is the folder. */
  const inodes = new Set<bigint>();

  return {
    apply(operation) {
      switch (operation.kind) {
        case 'created':
          // A number given out again is another file.
          inodes.add(operation.inode);
          files.delete(operation.inode);
          contents = contents.filter(({ inode }) => inode !== operation.inode);
          namings.push(operation);
          break;
        case 'renamed':
        case 'removed':
          namings.push(operation);
          break;
        case 'written':
        case 'cut':
          contents.push(operation);
          break;
        case 'synced':
          if (lying) break;
          if (!inodes.has(operation.inode)) {
            for (const naming of namings) applyName(names, naming);
            namings = [];
            break;
          }
          for (const one of contents) if (one.inode === operation.inode) applyContent(files, one);
          contents = contents.filter(({ inode }) => inode !== operation.inode);
      }
    },
    image(random) {
      const torn = new Map(
        [...files].map(([inode, { bytes, length }]) => [inode, { bytes: Buffer.from(bytes), length }]),
      );
      const kept = new Map(names);
      for (const one of contents)
        for (const part of sectorsOf(one)) if (random.next() < 0.5) applyContent(torn, part);
      for (const naming of namings) if (random.next() < 0.5) applyName(kept, naming);
      return new Map([...kept].map(([name, inode]) => [name, contentOf(torn.get(inode))]));
    },
  };
}

function applyName(names: Map<string, bigint>, naming: Naming): void {
  if (naming.kind === 'created') names.set(naming.name, naming.inode);
  else if (naming.kind === 'removed') names.delete(naming.name);
  else {
    const inode = names.get(naming.from);
    names.delete(naming.from);
    if (inode !== undefined) names.set(naming.to, inode);
  }
}

/** Grows in steps of doubled size: there are thousands of writes. Beyond `length` everything is zero. */
interface File {
  bytes: Buffer;
  length: number;
}

const contentOf = (file: File | undefined): Buffer =>
  file ? file.bytes.subarray(0, file.length) : Buffer.alloc(0);

function applyContent(files: Map<bigint, File>, one: Content): void {
  const file = files.get(one.inode) ?? { bytes: Buffer.alloc(0), length: 0 };
  files.set(one.inode, file);
  const end = one.kind === 'cut' ? one.length : one.offset + one.data.length;
  if (end > file.bytes.length) {
    const bytes = Buffer.alloc(2 * end);
    file.bytes.copy(bytes);
    file.bytes = bytes;
  }
  if (one.kind === 'written') {
    one.data.copy(file.bytes, one.offset);
    file.length = Math.max(file.length, end);
  } else {
    file.bytes.fill(0, end);
    file.length = end;
  }
}

function sectorsOf(one: Content): Content[] {
  if (one.kind === 'cut') return [one];
  const parts: Content[] = [];
  for (let from = 0; from < one.data.length;) {
    const length = Math.min(sectorBytes - ((one.offset + from) % sectorBytes), one.data.length - from);
    parts.push({ ...one, offset: one.offset + from, data: one.data.subarray(from, from + length) });
    from += length;
  }
  return parts;
}
