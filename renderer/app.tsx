/** Composes the window: frame, page, panels and dialogs. */
import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { Banner } from './frame/banner.tsx';
import { Boundary } from './frame/boundary.tsx';
import { ConfirmDialog } from './frame/confirm.tsx';
import { useHotkeys } from './frame/hotkeys.ts';
import { Palette } from './frame/palette.tsx';
import { Rail } from './frame/rail.tsx';
import { Shortcuts } from './frame/shortcuts.tsx';
import { StatusBar } from './frame/statusbar.tsx';
import { useFrame } from './frame/store.ts';
import { AnalysisPage } from './analysis/page.tsx';
import { HealthPanel } from './health/panel.tsx';
import { LabelsPage } from './label/page.tsx';
import { DropTarget } from './library/drop.tsx';
import { LibraryPage } from './library/page.tsx';
import { LoadTestDialog } from './loadtest/dialog.tsx';
import { FileDialogs } from './radio/file-dialogs.tsx';
import { ReceivePage } from './radio/page.tsx';
import { RtltcpDialog } from './radio/rtltcp.tsx';
import { SessionsPage } from './sessions/page.tsx';
import { SettingsPage } from './settings/page.tsx';
import { useSettings } from './settings/store.ts';
import { SourcesPage } from './sources/page.tsx';
import { TaskFormDialog } from './tasks/form.tsx';
import { TasksPage } from './tasks/page.tsx';
import { theme, variables } from './theme.ts';

export function App(): React.ReactNode {
  const chosen = useSettings((state) => state.settings.theme);
  const systemIsLight = useMediaQuery('(prefers-color-scheme: light)');
  const scheme = chosen === 'auto' ? (systemIsLight ? 'light' : 'dark') : chosen;
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <Boundary>
        <Window />
      </Boundary>
      <Notifications position="bottom-right" limit={4} />
    </MantineProvider>
  );
}

function Window(): React.ReactNode {
  const page = useFrame((state) => state.page);
  useHotkeys();
  return (
    <div className="wk-frame">
      <Banner />
      <Rail />
      <main className="wk-main">
        {/* It stays while another page is looked at: what has scrolled by would be gone with it. */}
        <div className="wk-page" hidden={page !== 'receive'}>
          <Boundary>
            <ReceivePage />
          </Boundary>
        </div>
        {page === 'tasks' && (
          <Boundary>
            <TasksPage />
          </Boundary>
        )}
        {page === 'library' && (
          <Boundary>
            <LibraryPage />
          </Boundary>
        )}
        {page === 'analysis' && (
          <Boundary>
            <AnalysisPage />
          </Boundary>
        )}
        {page === 'labels' && (
          <Boundary>
            <LabelsPage />
          </Boundary>
        )}
        {page === 'sources' && (
          <Boundary>
            <SourcesPage />
          </Boundary>
        )}
        {page === 'sessions' && (
          <Boundary>
            <SessionsPage />
          </Boundary>
        )}
        {page === 'settings' && (
          <Boundary>
            <SettingsPage />
          </Boundary>
        )}
      </main>
      <StatusBar />
      <HealthPanel />
      <LoadTestDialog />
      <RtltcpDialog />
      <FileDialogs />
      <TaskFormDialog />
      <ConfirmDialog />
      <DropTarget />
      <Shortcuts />
      <Palette />
    </div>
  );
}
