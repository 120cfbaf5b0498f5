/** Entry of the page: connects to the engine and draws the window. */
import './jitless.ts';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './frame/frame.css';
import './frame/panels.css';
import './frame/list.css';
import './radio/radio.css';
import './radio/dial.css';
import './recording/recording.css';
import './settings/settings.css';
import './tasks/tasks.css';
import './tasks/detail.css';
import './tasks/time.css';
import 'leaflet/dist/leaflet.css';
import './map/map.css';
import './sources/sources.css';
import './sessions/sessions.css';
import './library/library.css';
import './library/import.css';
import './library/detail.css';
import './library/dialogs.css';
import './analysis/analysis.css';
import './label/label.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openApi } from './api.ts';
import { App } from './app.tsx';
import { attachHealth } from './health/store.ts';
import { keepLink } from './link.ts';
import { attachCommands } from './radio/commands.ts';
import { attachLibrary } from './library/store.ts';
import { attachRadios } from './radio/store.ts';
import { attachRecordings } from './recording/store.ts';
import { attachSessions } from './sessions/store.ts';
import { attachSettings } from './settings/store.ts';
import { attachSources } from './sources/store.ts';

keepLink(openApi, [
  attachSettings,
  attachHealth,
  attachRecordings,
  attachRadios,
  attachCommands,
  attachSources,
  attachSessions,
  attachLibrary,
]);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
