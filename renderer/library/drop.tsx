/**
 * Files dropped onto the window. In the desktop application the preload script takes their paths to the main process,
 * which sends back grants; a browser's page has no way to the server's disk, so it says what to do instead.
 */
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { Grant } from '../../contract/app.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { inspectGrants } from './import-store.ts';
import { hasFileDialog } from './place.ts';

/** What the preload script says once the main process has granted what was dropped. */
const Dropped = z.object({ wavekeep: z.literal('dropped'), grants: z.array(Grant).min(1).max(10_000) });

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

function takeDropped({ source, origin, data }: MessageEvent<unknown>): void {
  if (source !== window || origin !== location.origin) return;
  const read = Dropped.safeParse(data);
  if (read.success) attempt(() => inspectGrants(read.data.grants));
}

/** Shows where files fall while they are dragged over the window. */
export function DropTarget(): React.ReactNode {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Every element under the pointer is entered and left.
    let depth = 0;
    const show = (by: number): void => {
      depth = by === 0 ? 0 : Math.max(0, depth + by);
      setOver(depth > 0);
    };
    const enter = (event: DragEvent): void => {
      if (holdsFiles(event)) show(1);
    };
    const leave = (event: DragEvent): void => {
      if (holdsFiles(event)) show(-1);
    };
    const hold = (event: DragEvent): void => {
      // Else the system says no to the drop, or the window would open the file.
      if (holdsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      show(0);
      if (!hasFileDialog())
        say(
          'A browser can not hand files to the server. Press I and choose them in the server’s folders.',
          'orange',
        );
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hold);
    window.addEventListener('drop', drop);
    window.addEventListener('message', takeDropped);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hold);
      window.removeEventListener('drop', drop);
      window.removeEventListener('message', takeDropped);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="wk-drop" role="status">
      <IconFileImport size={32} stroke={1.4} aria-hidden />
      Drop recordings or folders to import them
    </div>
  );
}
