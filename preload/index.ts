/**
 * Receives the window's ports from the main process and passes them to the page; nothing else. The page gets no
 * other door: from then on the ports are its permission.
 */
import { ipcRenderer } from 'electron';

// Registered before anything else: the main process posts once per load, when the page has loaded.
ipcRenderer.on('wavekeep:ports', (event) => {
  window.postMessage({ wavekeep: 'ports' }, window.location.origin, event.ports);
});
