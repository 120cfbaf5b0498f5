/** Composes the window: frame, page, panels and dialogs. */
import { useEffect } from 'react';
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
import { useFrame, type Page } from './frame/store.ts';
import { HealthPanel } from './health/panel.tsx';
import { bringAtLeisure, late } from './late.tsx';
import { DropTarget } from './library/drop.tsx';
import { FileDialogs } from './radio/file-dialogs.tsx';
import { ReceivePage } from './radio/page.tsx';
import { RtltcpDialog } from './radio/rtltcp.tsx';
import { useSettings } from './settings/store.ts';
import { theme, variables } from './theme.ts';

/** All but Receive, which every start shows. In the order in which they are likely wanted. */
const pages = {
  library: late(async () => (await import('./library/page.tsx')).LibraryPage),
  analysis: late(async () => (await import('./analysis/page.tsx')).AnalysisPage),
  tasks: late(async () => (await import('./tasks/page.tsx')).TasksPage),
  labels: late(async () => (await import('./label/page.tsx')).LabelsPage),
  sources: late(async () => (await import('./sources/page.tsx')).SourcesPage),
  sessions: late(async () => (await import('./sessions/page.tsx')).SessionsPage),
  settings: late(async () => (await import('./settings/page.tsx')).SettingsPage),
} satisfies Record<Exclude<Page, 'receive'>, unknown>;
const taskForm = late(async () => (await import('./tasks/form.tsx')).TaskFormDialog);
const loadTest = late(async () => (await import('./loadtest/dialog.tsx')).LoadTestDialog);

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
  useEffect(() => bringAtLeisure([...Object.values(pages), taskForm, loadTest]), []);
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
        {page !== 'receive' && (
          <Boundary key={page}>
            <Shown page={page} />
          </Boundary>
        )}
      </main>
      <StatusBar />
      <HealthPanel />
      <loadTest.Part />
      <RtltcpDialog />
      <FileDialogs />
      <taskForm.Part />
      <ConfirmDialog />
      <DropTarget />
      <Shortcuts />
      <Palette />
    </div>
  );
}

function Shown({ page }: { page: keyof typeof pages }): React.ReactNode {
  const { Part } = pages[page];
  return <Part />;
}
