import { describe, expect, it } from 'vitest';
import { clampSpan, moveSpan, wholeSpan, zoomBand, zoomTime, type Extent } from './zoom.ts';

const extent: Extent = { samples: 1_000_000, sampleRateHz: 2e6, centreHz: 100e6, real: false };
const whole = wholeSpan(extent);

describe('the view of a recording', () => {
  it('shows all of it at first; of real samples only what lies above the centre', () => {
    expect(whole).toEqual({ fromSample: 0, toSample: 1e6, lowHz: 99e6, highHz: 101e6 });
    expect(wholeSpan({ ...extent, centreHz: 0, real: true })).toMatchObject({ lowHz: 0, highHz: 1e6 });
  });

  it('zooms about a place: it stays where it is on screen', () => {
    const share = (span: typeof whole, at: number): number =>
      (at - span.fromSample) / (span.toSample - span.fromSample);
    const closer = zoomTime(extent, whole, 0.5, 200_000);
    expect(closer.toSample - closer.fromSample).toBeCloseTo(500_000, 6);
    expect(share(closer, 200_000)).toBeCloseTo(share(whole, 200_000), 12);
    const band = zoomBand(extent, whole, 0.25, 99.5e6);
    expect(band.highHz - band.lowHz).toBeCloseTo(0.5e6, 3);
    expect((99.5e6 - band.lowHz) / (band.highHz - band.lowHz)).toBeCloseTo(0.25, 9);
  });

  it('never leaves the recording, however far it is moved or zoomed out', () => {
    const closer = zoomTime(extent, whole, 0.1, 500_000);
    expect(moveSpan(extent, closer, 1e9, 1e9)).toEqual({
      ...closer,
      fromSample: 900_000,
      toSample: 1_000_000,
    });
    expect(moveSpan(extent, closer, -1e9, 0).fromSample).toBe(0);
    expect(zoomTime(extent, closer, 1000, 450_000)).toEqual(whole);
  });

  it('stops coming closer, about the place as well', () => {
    let span = whole;
    for (let n = 0; n < 100; n++)
      span = zoomBand(extent, zoomTime(extent, span, 0.5, 123_456), 0.5, 100.25e6);
    expect(span.toSample - span.fromSample).toBeCloseTo(64, 6);
    expect(span.fromSample).toBeLessThanOrEqual(123_456);
    expect(span.toSample).toBeGreaterThanOrEqual(123_456);
    expect(span.highHz - span.lowHz).toBeCloseTo(2e6 / 8192, 3);
    expect((span.highHz + span.lowHz) / 2).toBeCloseTo(100.25e6, -3);
  });

  it('of a recording of ten samples shows ten', () => {
    const short = { ...extent, samples: 10 };
    expect(clampSpan(short, { ...whole, fromSample: 3, toSample: 4 })).toMatchObject({
      fromSample: 0,
      toSample: 10,
    });
  });
});
