/** The interface's typeface for the worker's canvases. */
import { setFamily } from './axes.ts';

const fontName = 'Inter Variable';

/** Loads it and calls `loaded`; without it the system's stays, which is no loss worth a message. */
export function loadFont(url: string, loaded: () => void): void {
  // Workers have `fonts` like documents do; the types of the page's global scope don't know.
  const fonts: unknown = Reflect.get(globalThis, 'fonts');
  if (url === '' || !(fonts instanceof FontFaceSet)) return;
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
