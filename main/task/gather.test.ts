import { expect, it } from 'vitest';
import { gather } from './gather.ts';

it('asks once for what arrives in one turn, and answers each its own', async () => {
  const asked: number[][] = [];
  const double = gather<number, number>((items) => {
    asked.push([...items]);
    return Promise.resolve(items.map((item) => item * 2));
  });
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(await double(4)).toBe(8);
  expect(asked).toEqual([[1, 2, 3], [4]]);
});

it('fails for everybody of the turn, and goes on with the next', async () => {
  let fail = true;
  const echo = gather<number, number>((items) =>
    fail ? Promise.reject(new Error('no')) : Promise.resolve(items),
  );
  const results = await Promise.allSettled([1, 2].map(echo));
  expect(results.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  fail = false;
  expect(await echo(5)).toBe(5);
});
