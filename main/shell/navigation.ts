/** A window of ours shows our page for as long as it lives: no other address, no second window, no embedded page. */
import type { WebContents } from 'electron';
import { isOurPage } from './origin.ts';

export function denyNavigation(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
