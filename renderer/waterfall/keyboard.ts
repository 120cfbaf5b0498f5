/** Keys of the focused view (users.md K1, K3). */
import type { Controller } from './controller.ts';
import type { Link } from './link.ts';
import { middleHz } from './scale.ts';
import { stepFactor } from './tune.ts';

export interface KeyContext {
  controller: Controller;
  link: Link | undefined;
}

interface KeyLike {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const zoomIn = 0.8;
const pageLines = 200;

/** Does what the key means; false where it means nothing here. */
export function pressKey(event: KeyLike, { controller, link }: KeyContext): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const zoom = (factor: number): void => controller.zoom(middleHz(controller.view), factor);
  switch (event.key) {
    case 'ArrowLeft':
      controller.step(-1, stepFactor(event));
      return true;
    case 'ArrowRight':
      controller.step(1, stepFactor(event));
      return true;
    case 'ArrowUp':
    case '+':
    case '=':
      zoom(zoomIn);
      return true;
    case 'ArrowDown':
    case '-':
      zoom(1 / zoomIn);
      return true;
    case 'Home':
    case '0':
      controller.resetZoom();
      return true;
    case 'PageUp':
    case 'PageDown':
      if (!event.shiftKey) return false;
      link?.send({ kind: 'scroll', lines: event.key === 'PageDown' ? pageLines : -pageLines });
      return true;
    case 'End':
      link?.send({ kind: 'live' });
      return true;
    case 'Delete':
      link?.send({ kind: 'clear' });
      return true;
    case 'Z':
      void link?.auto().then((range) => range && controller.setRange(range.minDb, range.maxDb));
      return true;
    default:
      return false;
  }
}
