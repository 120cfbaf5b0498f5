import { describe, expect, it } from 'vitest';
import { makePace } from './pace.ts';

/** Keeps the thread busy, milliseconds. */
const toil = (ms: number): void => {
  for (const begun = performance.now(); performance.now() - begun < ms;);
};

describe('pace', () => {
  it('lets others have their turn while 100 ms of work are done in small steps', async () => {
    const pace = makePace();
    let turns = 0;
    let over = false;
    const other = (): void => {
      turns++;
      if (!over) setImmediate(other);
    };
    setImmediate(other);
    for (let step = 0; step < 100; step++) {
      toil(1);
      await pace();
    }
    over = true;
    // Every 5 ms, or at the latest with the step that ends after them: a machine that is busy makes it more, not less.
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});
