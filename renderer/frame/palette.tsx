/** The command palette: every action by name. */
import { Kbd } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { actions } from '../actions.ts';
import { useFrame } from './store.ts';
import { useRadios } from '../radio/store.ts';
import { startRadio } from '../radio/commands.ts';
import { attempt } from './toasts.tsx';
import { printKey } from './shortcuts.tsx';

export function Palette(): React.ReactNode {
  const radios = useRadios((state) => state.radios);
  const page = useFrame((state) => state.page);
  const items = useMemo(
    () => [
      ...actions
        .filter((action) => action.page === undefined || action.page === page)
        .map((action) => ({
          id: action.id,
          label: action.label,
          keywords: [...(action.words ?? [])],
          onClick: action.run,
          ...(action.key === undefined ? {} : { rightSection: <Kbd size="xs">{printKey(action.key)}</Kbd> }),
        })),
      ...radios
        .filter((radio) => radio.available)
        .map((radio) => ({
          id: `start ${radio.id}`,
          label: `Start ${radio.label}`,
          description: radio.id,
          onClick: () => attempt(() => startRadio(radio.id)),
        })),
    ],
    [radios, page],
  );
  return (
    <Spotlight
      actions={items}
      // The application has its own key handling: one place that knows every shortcut.
      shortcut={null}
      nothingFound="No such command"
      highlightQuery
      scrollable
      // What is typed right after the shortcut belongs into the field.
      transitionProps={{ duration: 0 }}
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: 'Find a command or radio' }}
    />
  );
}
