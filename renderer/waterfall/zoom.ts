/** Which part of the received band is seen, and how zooming, panning and retuning change it. Pure. */
import { middleHz, widthHz, type Span } from './scale.ts';

/** A view is never narrower than this many bins: closer there is nothing more to see. */
export const fewestBins = 16;

/** The band a radio at `centreHz` with `sampleRateHz` sees. */
export function coverage(centreHz: number, sampleRateHz: number): Span {
  return { lowHz: centreHz - sampleRateHz / 2, highHz: centreHz + sampleRateHz / 2 };
}

export const shifted = (span: Span, byHz: number): Span => ({
  lowHz: span.lowHz + byHz,
  highHz: span.highHz + byHz,
});

/** The view moved, and narrowed where it is wider than `band`, so that it lies inside. */
export function clampTo(view: Span, band: Span): Span {
  if (widthHz(view) >= widthHz(band)) return band;
  if (view.lowHz < band.lowHz) return shifted(view, band.lowHz - view.lowHz);
  if (view.highHz > band.highHz) return shifted(view, band.highHz - view.highHz);
  return view;
}

/** Zooms by `factor` (below 1: closer) so that `aboutHz` keeps its place on the screen. */
export function zoomAbout(view: Span, band: Span, aboutHz: number, factor: number, binHz: number): Span {
  const width = Math.max(fewestBins * binHz, widthHz(view) * factor);
  const ratio = width / widthHz(view);
  const lowHz = aboutHz - (aboutHz - view.lowHz) * ratio;
  return clampTo({ lowHz, highHz: lowHz + width }, band);
}

/** The two finger gesture: what was under the fingers stays under them. `aHz`, `bHz`: held frequencies; x in 0..1 of the width. */
export function pinch(
  band: Span,
  held: { aHz: number; bHz: number },
  at: { a: number; b: number },
  binHz: number,
): Span {
  // Fingers closer than a twentieth of the view make the scale explode: hold it there.
  const apart = Math.abs(at.b - at.a) < 0.05 ? 0.05 * Math.sign(at.b - at.a || 1) : at.b - at.a;
  const wanted = Math.abs((held.bHz - held.aHz) / apart);
  const width = Math.min(widthHz(band), Math.max(fewestBins * binHz, wanted));
  const lowHz = (held.aHz + held.bHz) / 2 - ((at.a + at.b) / 2) * width;
  return clampTo({ lowHz, highHz: lowHz + width }, band);
}

export interface Pan {
  readonly view: Span;
  /** How far the view would go beyond the band: this much the hardware centre has to move. */
  readonly beyondHz: number;
}

/** Moves the view by `byHz`; the part that leaves the band comes back as `beyondHz`. */
export function pan(view: Span, band: Span, byHz: number): Pan {
  const wanted = shifted(view, byHz);
  const inside = clampTo(wanted, band);
  return { view: inside, beyondHz: middleHz(wanted) - middleHz(inside) };
}

/**
 * The view after the radio moved from `before` to `after`. A whole view follows the radio. A zoomed view stays
 * where it is as long as the radio still sees it and the centre doesn't walk out of it; after a jump it is
 * centred on the new frequency.
 */
export function followRetune(view: Span, before: Span, after: Span): Span {
  if (widthHz(view) >= widthHz(before) * (1 - 1e-9)) return after;
  if (view.highHz <= after.lowHz || view.lowHz >= after.highHz)
    return clampTo(shifted(view, middleHz(after) - middleHz(view)), after);
  const held = clampTo(view, after);
  const was = middleHz(before);
  const now = middleHz(after);
  if (was < view.lowHz || was > view.highHz) return held;
  if (now < held.lowHz) return clampTo(shifted(held, now - held.lowHz), after);
  if (now > held.highHz) return clampTo(shifted(held, now - held.highHz), after);
  return held;
}
