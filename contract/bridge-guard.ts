import { Fault } from './fault.ts';

/** Deeper than any shape of the contract; a cycle (ports can carry one) runs into it. */
const maxDepth = 32;

/**
 * Walks a value from or for the other side before anything else looks at it, and returns its approximate
 * size as JSON text, in characters. Shared parts count each time they are met, so a small message cannot
 * unfold into a huge one. Throws Fault 'invalid' when the value is larger than `limit`, too deep, or not
 * JSON-safe: only null, booleans, finite numbers, strings, arrays and plain objects are.
 */
export function measureJson(value: unknown, limit: number): number {
  let size = 0;
  const add = (count: number): void => {
    size += count;
    if (size > limit)
      throw new Fault('invalid', `A message is larger than the ${String(limit)} characters allowed.`);
  };
  const walk = (part: unknown, depth: number): void => {
    if (depth > maxDepth) throw new Fault('invalid', 'A message is nested too deeply.');
    switch (typeof part) {
      case 'string':
        return add(part.length + 2);
      case 'number':
        if (!Number.isFinite(part))
          throw new Fault('invalid', 'A message holds a number that is not finite.');
        return add(8);
      case 'boolean':
        return add(5);
      case 'object':
        if (part === null) return add(4);
        if (Array.isArray(part)) return walkArray(part, depth);
        return walkObject(part, depth);
      default:
        throw new Fault(
          'invalid',
          `A message holds a value of type ${typeof part}, which JSON cannot carry.`,
        );
    }
  };
  const walkArray = (part: readonly unknown[], depth: number): void => {
    add(2);
    for (const item of part) {
      add(1);
      walk(item, depth + 1);
    }
  };
  const walkObject = (part: object, depth: number): void => {
    // Plain objects of any realm end after one step; Date, Map, Error and buffers do not.
    const parent: unknown = Object.getPrototypeOf(part);
    if (parent !== null && Object.getPrototypeOf(parent) !== null)
      throw new Fault('invalid', 'A message holds an object that is not a plain one.');
    add(2);
    for (const [key, item] of Object.entries(part) as [string, unknown][]) {
      if (key === '__proto__') throw new Fault('invalid', 'A message holds a forbidden key.');
      // JSON leaves undefined properties out, and so does the contract.
      if (item === undefined) continue;
      add(key.length + 4);
      walk(item, depth + 1);
    }
  };
  walk(value, 0);
  return size;
}
