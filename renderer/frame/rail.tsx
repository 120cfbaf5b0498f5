/** The pages of the application. */
import {
  IconAdjustments,
  IconArchive,
  IconChartHistogram,
  IconHelp,
  IconListCheck,
  IconMapPin,
  IconRadar2,
  IconSearch,
  IconTags,
  IconUsersGroup,
} from '@tabler/icons-react';
import { spotlight } from '@mantine/spotlight';
import { showPage, showShortcuts, useFrame, type Page } from './store.ts';

const pages: { page: Page; label: string; icon: typeof IconRadar2 }[] = [
  { page: 'receive', label: 'Receive', icon: IconRadar2 },
  { page: 'tasks', label: 'Tasks', icon: IconListCheck },
  { page: 'library', label: 'Library', icon: IconArchive },
  { page: 'analysis', label: 'Analysis', icon: IconChartHistogram },
  { page: 'labels', label: 'Labels', icon: IconTags },
  { page: 'sources', label: 'Sources', icon: IconMapPin },
  { page: 'sessions', label: 'Sessions', icon: IconUsersGroup },
  { page: 'settings', label: 'Settings', icon: IconAdjustments },
];

export function Rail(): React.ReactNode {
  const current = useFrame((state) => state.page);
  return (
    <nav className="wk-rail" aria-label="Pages">
      {pages.map(({ page, label, icon: Icon }) => (
        <button
          key={page}
          type="button"
          aria-current={page === current ? 'page' : undefined}
          onClick={() => showPage(page)}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          {label}
        </button>
      ))}
      <span className="wk-rail-space" />
      <button type="button" title="Find a command (Ctrl+K)" onClick={() => spotlight.open()}>
        <IconSearch size={18} stroke={1.6} aria-hidden />
        Find
      </button>
      <button type="button" title="Keyboard shortcuts (?)" onClick={() => showShortcuts(true)}>
        <IconHelp size={18} stroke={1.6} aria-hidden />
        Keys
      </button>
    </nav>
  );
}
