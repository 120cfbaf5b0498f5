import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { middleHz, widthHz, xToHz } from './scale.ts';
import { clampTo, coverage, fewestBins, followRetune, pan, pinch, shifted, zoomAbout } from './zoom.ts';

const band = coverage(100e6, 2.4e6);
const binHz = 2.4e6 / 8192;

describe('zoom', () => {
  it('keeps the frequency under the pointer at its pixel while the band has room', () => {
    const random = makeRandom(3);
    for (let n = 0; n < 200; n++) {
      const view = zoomAbout(band, band, 100e6, 0.2, binHz);
      const share = random.next();
      const about = xToHz(view, 1, share);
      const closer = zoomAbout(view, band, about, 0.5 + random.next() / 2, binHz);
      // Zooming in can't reach the band's edge: the place is kept to rounding of 1e8 Hz doubles.
      expect(Math.abs(xToHz(closer, 1, share) - about)).toBeLessThan(1e-3);
    }
  });

  it('never leaves the band and never gets narrower than a few bins', () => {
    const random = makeRandom(4);
    let view = band;
    for (let n = 0; n < 500; n++) {
      view = zoomAbout(view, band, xToHz(view, 1, random.next()), 0.3 + random.next() * 1.5, binHz);
      expect(view.lowHz).toBeGreaterThanOrEqual(band.lowHz - 1e-3);
      expect(view.highHz).toBeLessThanOrEqual(band.highHz + 1e-3);
      expect(widthHz(view)).toBeGreaterThanOrEqual(fewestBins * binHz * (1 - 1e-9));
    }
    expect(zoomAbout(view, band, 100e6, 1e9, binHz)).toEqual(band);
  });

  it('a pinch keeps both frequencies under their fingers', () => {
    const held = { aHz: 99.9e6, bHz: 100.1e6 };
    const view = pinch(band, held, { a: 0.25, b: 0.75 }, binHz);
    expect(xToHz(view, 1, 0.25)).toBeCloseTo(held.aHz, 2);
    expect(xToHz(view, 1, 0.75)).toBeCloseTo(held.bHz, 2);
    // Fingers on top of each other stay finite and inside the band.
    expect(widthHz(pinch(band, held, { a: 0.5, b: 0.5 }, binHz))).toBeLessThanOrEqual(widthHz(band));
  });
});

describe('pan', () => {
  it('moves inside the band and hands back what goes beyond it', () => {
    const view = clampTo({ lowHz: 100.5e6, highHz: 101e6 }, band);
    expect(pan(view, band, -1e5)).toEqual({ view: shifted(view, -1e5), beyondHz: 0 });
    const over = pan(view, band, 5e5);
    expect(over.view.highHz).toBe(band.highHz);
    expect(over.beyondHz).toBeCloseTo(3e5, 3);
  });

  it('a whole view hands all of it to the radio', () => {
    expect(pan(band, band, 12_345).beyondHz).toBeCloseTo(12_345, 3);
  });
});

describe('retune', () => {
  it('a whole view follows the radio', () => {
    expect(followRetune(band, band, coverage(101e6, 2.4e6))).toEqual(coverage(101e6, 2.4e6));
  });

  it('a zoomed view stays where it is while the radio still sees it', () => {
    const view = { lowHz: 99.8e6, highHz: 100.3e6 };
    expect(followRetune(view, band, coverage(100.2e6, 2.4e6))).toEqual(view);
  });

  it('a zoomed view goes along when the centre walks out of it', () => {
    const view = { lowHz: 99.9e6, highHz: 100.1e6 };
    const after = followRetune(view, band, coverage(100.15e6, 2.4e6));
    expect(after.highHz).toBeCloseTo(100.15e6, 3);
    expect(widthHz(after)).toBeCloseTo(200e3, 3);
  });

  it('a view set beside the centre on purpose is not dragged to it', () => {
    const view = { lowHz: 100.5e6, highHz: 100.7e6 };
    expect(followRetune(view, band, coverage(100.0125e6, 2.4e6))).toEqual(view);
  });

  it('after a jump the view is around the new frequency', () => {
    const view = { lowHz: 99.9e6, highHz: 100.1e6 };
    const after = followRetune(view, band, coverage(433.92e6, 2.4e6));
    expect(middleHz(after)).toBeCloseTo(433.92e6, 3);
    expect(widthHz(after)).toBeCloseTo(200e3, 3);
  });
});
