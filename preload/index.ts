/**
 * Receives the window's ports from the main process and passes them to the page, and sends the main process what is
 * dropped onto the window; nothing else. The page gets no other door: from then on the ports are its permission.
 */
import { ipcRenderer, webUtils } from 'electron';

// Registered before anything else: the main process posts once per load, when the page has loaded.
ipcRenderer.on('wavekeep:ports', (event) => {
  window.postMessage({ wavekeep: 'ports' }, window.location.origin, event.ports);
});

// Paths go from here to the main process and never to the page. A drop the page made up is not trusted, and a file it
// made up has no path.
window.addEventListener('drop', (event) => {
  if (!event.isTrusted) return;
  const paths = [...(event.dataTransfer?.files ?? [])].map((file) => webUtils.getPathForFile(file));
  const real = paths.filter((path) => path !== '');
  if (real.length > 0) ipcRenderer.send('wavekeep:drop', real);
});
ipcRenderer.on('wavekeep:dropped', (_event, grants: unknown) => {
  window.postMessage({ wavekeep: 'dropped', grants }, window.location.origin);
});
