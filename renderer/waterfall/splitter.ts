/** The grip between plot and waterfall: dragged with pointer or arrow keys. */
import type { Controller } from './controller.ts';

const keyStep = 0.02;

/** `room`: height that is divided, CSS pixels, and what lays the parts out anew. Returns what stops listening. */
export function bindSplitter(
  element: HTMLElement,
  controller: Controller,
  room: () => { height: number; moved: () => void },
): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const move = (share: number): void => {
    controller.setShare(share);
    room().moved();
  };
  element.addEventListener('pointerdown', (event) => element.setPointerCapture(event.pointerId), options);
  element.addEventListener(
    'pointermove',
    (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      move(controller.settings.spectrumShare + event.movementY / room().height);
    },
    options,
  );
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      move(controller.settings.spectrumShare + (event.key === 'ArrowUp' ? -keyStep : keyStep));
    },
    options,
  );
  return () => stop.abort();
}
