/** Where the parts of the view lie. The page lays out in CSS pixels, the worker draws in device pixels. */

/** Width of the strip at the left (levels beside the plot, times beside the waterfall), CSS pixels. */
export const stripCss = 72;
/** Height of the frequency axis between plot and waterfall. */
export const axisCss = 24;
/** Height of the splitter's grip. */
export const splitCss = 6;
/** Neither part gets smaller than this by dragging the splitter. */
const leastPartCss = 60;

export interface Geometry {
  /** Device pixels per CSS pixel. */
  dpr: number;
  stripWidth: number;
  /** Width of the plot and of the waterfall. */
  width: number;
  plotHeight: number;
  axisHeight: number;
  fallHeight: number;
  /** Height of one line of the waterfall: a CSS pixel, rounded to device pixels. */
  linePixels: number;
}

/** Divides a view of this size (CSS pixels) by the plot's share of the height. */
export function layOut(widthCss: number, heightCss: number, share: number, dpr: number): Geometry {
  const room = Math.max(2 * leastPartCss, heightCss - axisCss - splitCss);
  const plotCss = Math.round(Math.min(room - leastPartCss, Math.max(leastPartCss, room * share)));
  const device = (css: number): number => Math.max(1, Math.round(css * dpr));
  return {
    dpr,
    stripWidth: device(stripCss),
    width: device(Math.max(100, widthCss - stripCss)),
    plotHeight: device(plotCss),
    axisHeight: device(axisCss),
    fallHeight: device(room - plotCss),
    linePixels: Math.max(1, Math.round(dpr)),
  };
}
