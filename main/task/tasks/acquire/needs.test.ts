import { describe, expect, it } from 'vitest';
import { TaskDraft, type TaskDraftInput } from '../../../../contract/task.ts';
import { designChannel } from '../../../dsp/index.ts';
import { bytesFor } from './needs.ts';

const draft = (more: Partial<TaskDraftInput>): TaskDraft =>
  TaskDraft.parse({
    kind: 'acquire',
    radio: 'any',
    centreHz: 1e8,
    bandwidthHz: 12_500,
    seconds: 10,
    ...more,
  });

describe('bytes a task may take', () => {
  it('are never less than what its channel writes, and hardly more', () => {
    for (const sampleRateHz of [250_000, 768_000, 2.4e6, 3.2e6, 6e6, 10e6, 20e6])
      for (const bandwidthHz of [
        500, 3000, 10_948.9, 12_500, 25_000, 180_000, 700_000, 1_200_000, 1_900_000,
      ]) {
        if (bandwidthHz > 0.8 * sampleRateHz) continue;
        const { outRateHz } = designChannel({ sampleRateHz, bandwidthHz });
        const written = outRateHz * 8 * 10;
        const needs = bytesFor(draft({ bandwidthHz, products: ['iq'] }), 1, sampleRateHz);
        expect(needs).toBeGreaterThanOrEqual(Math.floor(written));
        expect(needs).toBeLessThanOrEqual(written * 1.05);
      }
  });

  it('follow the products, the limit in bytes and the captures', () => {
    const iq = bytesFor(draft({ products: ['iq'] }), 1, 2.4e6);
    expect(bytesFor(draft({ products: ['metrics'] }), 1, 2.4e6)).toBe(iq);
    expect(bytesFor(draft({ products: ['power'] }), 1, 2.4e6)).toBeLessThan(10_000);
    expect(bytesFor(draft({ products: ['iq'], stop: { bytes: 1000 } }), 1, 2.4e6)).toBe(1000);
    const triggered = draft({ products: ['iq'], trigger: { aboveDbfs: -50, captures: 5 } });
    expect(bytesFor(triggered, 1, 2.4e6)).toBe(iq);
    // Rounded up once, not five times.
    expect(Math.abs(bytesFor(triggered, Infinity, 2.4e6) - 5 * iq)).toBeLessThanOrEqual(5);
  });
});
