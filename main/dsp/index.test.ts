import { afterEach, describe, expect, it, vi } from 'vitest';

describe('choosing kernels', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  it('takes the TypeScript kernels where the environment asks for them, and says why', async () => {
    vi.stubEnv('WAVEKEEP_KERNELS', 'typescript');
    const { loadKernels } = await import('./index.ts');
    const { kernels, reason } = loadKernels();
    expect(kernels.kind).toBe('typescript');
    expect(kernels.simd).toBe('none');
    expect(reason).toContain('WAVEKEEP_KERNELS');
  });

  it('gives native kernels without a reason, or TypeScript ones with one', async () => {
    const { loadKernels } = await import('./index.ts');
    const { kernels, reason } = loadKernels();
    if (kernels.kind === 'native') {
      expect(reason).toBeUndefined();
      expect(kernels.simd).not.toBe('none');
    } else {
      expect(reason).toMatch(/native kernels/);
    }
    // Whichever they are, they work.
    const row = Uint8Array.of(1, 2);
    kernels.maxInto(row, Uint8Array.of(2, 1));
    expect([...row]).toEqual([2, 2]);
    expect(loadKernels().kernels).toBe(kernels);
  });

  it('falls back with the reason where the addon is missing', async () => {
    vi.doMock('../../native/index.ts', () => ({
      loadBinding: () => {
        throw new Error("The native kernels can't be loaded: it was not built");
      },
    }));
    const { loadKernels } = await import('./index.ts');
    const { kernels, reason } = loadKernels();
    vi.doUnmock('../../native/index.ts');
    expect(kernels.kind).toBe('typescript');
    expect(reason).toContain('not built');
  });
});
