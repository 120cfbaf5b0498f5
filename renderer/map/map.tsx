/** The map with its buttons. Everything in it can be done from the keyboard. */
import { ActionIcon, Menu, useComputedColorScheme } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus, IconStack2 } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { reportFault } from '../frame/toasts.tsx';
import { useSettings } from '../settings/store.ts';
import { setFrontMap } from './front.ts';
import type { MapSource } from './markers.ts';
import { makeMapView, type MapView } from './view.ts';

interface SourceMapProps {
  sources: readonly MapSource[];
  selectedId: number | undefined;
  onSelect: (id: number) => void;
  /** Chooses a folder of tiles, or takes the one there is away. */
  onChooseTiles: () => void;
  onForgetTiles: () => void;
}

export function SourceMap({
  sources,
  selectedId,
  onSelect,
  onChooseTiles,
  onForgetTiles,
}: SourceMapProps): React.ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView>();
  const scheme = useComputedColorScheme('dark');
  const tileFolder = useSettings((state) => state.settings.tileFolder);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  }, [onSelect]);

  useEffect(() => {
    if (element.current === null) return;
    const made = makeMapView(element.current, { onSelect: (id) => select.current(id), onFault: reportFault });
    setView(made);
    setFrontMap(made);
    return () => {
      setFrontMap(undefined);
      made.destroy();
      setView(undefined);
    };
  }, []);
  useEffect(() => view?.show(sources), [view, sources]);
  useEffect(() => view?.select(selectedId), [view, selectedId, sources]);
  useEffect(() => view?.showTiles(tileFolder !== undefined), [view, tileFolder]);
  useEffect(() => view?.recolour(), [view, scheme]);

  return (
    <div className="wk-map">
      <div
        ref={element}
        className="wk-map-place"
        onKeyDown={(event) => {
          if (event.key === 'Enter') view?.selectNearest();
          else if (event.key === 'Home') view?.fit();
          else return;
          event.preventDefault();
        }}
      />
      <div className="wk-map-tools">
        <ActionIcon
          variant="default"
          aria-label="Zoom in"
          title="Zoom in (+)"
          onClick={() => view?.zoomBy(1)}
        >
          <IconPlus size={15} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Zoom out"
          title="Zoom out (-)"
          onClick={() => view?.zoomBy(-1)}
        >
          <IconMinus size={15} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Show every source"
          title="Show every source (Home)"
          onClick={() => view?.fit()}
        >
          <IconFocusCentered size={15} />
        </ActionIcon>
        <Menu position="left-start">
          <Menu.Target>
            <ActionIcon variant="default" aria-label="Layers of the map" title="Layers">
              <IconStack2 size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Own map tiles (folder with Z/X/Y.png)</Menu.Label>
            <Menu.Item onClick={onChooseTiles}>
              {tileFolder === undefined ? 'Choose a folder…' : 'Choose another folder…'}
            </Menu.Item>
            <Menu.Item disabled={tileFolder === undefined} onClick={onForgetTiles}>
              Countries only
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
