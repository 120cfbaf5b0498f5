/** The interface's typeface for the worker's canvases. */
import { setFamily } from './axes.ts';

const fontName = 'Inter Variable';

/** Loads it and calls `loaded`; without it the system's stays, which is no loss worth a message. */
export function loadFont(url: string, loaded: () => void): void {
  // Workers have `fonts` like documents do; the types of the page's global scope don't know.
  const fonts: unknown = Reflect.get(globalThis, 'fonts');
  if (url === '' || !canAdd(fonts)) return;
  const face = new FontFace(fontName, `url(${JSON.stringify(url)})`, { weight: '100 900' });
  fonts.add(face);
  face.load().then(
    () => {
      setFamily(fontName);
      loaded();
    },
    () => undefined,
  );
}

/** By its face, not its class: Chromium 130 has no FontFaceSet in workers, only the set itself. */
function canAdd(fonts: unknown): fonts is { add(face: FontFace): unknown } {
  return typeof fonts === 'object' && fonts !== null && 'add' in fonts && typeof fonts.add === 'function';
}
