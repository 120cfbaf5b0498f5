/** A small waterfall of a recording. */
import { useEffect } from 'react';
import { dropThumb, useThumbs, wantThumb } from './thumbs.ts';
import { useLibrary } from './store.ts';

/** @param name absent: it stands beside the name and says nothing a screen reader could read. */
export function Thumb({ id, name }: { id: string; name?: string }): React.ReactNode {
  const thumb = useThumbs(({ thumbs }) => thumbs.get(id));
  const revision = useLibrary((state) => state.revision);
  useEffect(() => {
    wantThumb(id, revision);
    return () => dropThumb(id);
  }, [id, revision]);
  const words = name === undefined ? '' : `Waterfall of ${name}`;
  return typeof thumb === 'string' ? (
    <img className="wk-thumb" src={thumb} alt={words} draggable={false} />
  ) : (
    <span className="wk-thumb" data-empty={thumb === null || undefined} />
  );
}
