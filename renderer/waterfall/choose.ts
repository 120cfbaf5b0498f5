/** Which painter draws, and what happens when the graphics processor goes away. */
import { hardwareRenderer } from './glkit.ts';
import { makeGl } from './gl.ts';
import type { PainterChoice } from './messages.ts';
import type { Painter } from './painter.ts';
import { makeRaster } from './raster.ts';

/** A lost context that doesn't come back in this time is given up. */
const patienceMs = 3000;

export interface ContextEvents {
  /** The context is back and everything has to be drawn anew. */
  restored: () => void;
  /** It stays away: another canvas is needed. */
  failed: () => void;
}

/** WebGL2 where a graphics processor draws it; the raster where it would be software, or missing. */
export function makePainter(canvas: OffscreenCanvas, choice: PainterChoice, events: ContextEvents): Painter {
  const hardware = choice === 'auto' ? hardwareRenderer() : choice === 'webgl2' ? 'as asked' : undefined;
  if (hardware === undefined) return makeRaster(canvas);
  const painter = makeGl(canvas, hardware);
  let timer: ReturnType<typeof setTimeout> | undefined;
  canvas.addEventListener('webglcontextlost', (event) => {
    // Without this the browser never gives the context back.
    event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(events.failed, patienceMs);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    clearTimeout(timer);
    painter.forgetContext();
    events.restored();
  });
  return painter;
}
