/** Keeps the labels of the open recording and the classes up to date while a component shows them. */
import { useEffect, useMemo } from 'react';
import type { Stop } from '../../contract/bridge.ts';
import { useAnalysis } from '../analysis/store.ts';
import { useLink } from '../link.ts';
import { overPicture } from './colours.ts';
import { followLabels, followTaxonomy, useTaxonomy } from './store.ts';

/** Many components may follow the same thing: one subscription serves them. */
function shared(start: () => Stop): () => Stop {
  let users = 0;
  let stop: Stop | undefined;
  return () => {
    if (users++ === 0) stop = start();
    return () => {
      if (--users === 0) stop?.();
    };
  };
}

const taxonomy = shared(followTaxonomy);
let recording: { id: string; follow: () => Stop } | undefined;

function follow(id: string): Stop {
  if (recording?.id !== id) recording = { id, follow: shared(() => followLabels(id)) };
  return recording.follow();
}

export function useFollowedLabels(): void {
  const id = useAnalysis((state) => state.info?.id);
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => (open && id !== undefined ? follow(id) : undefined), [id, open]);
  useFollowedTaxonomy();
}

export function useFollowedTaxonomy(): void {
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => (open ? taxonomy() : undefined), [open]);
}

/** Colours by class name, as they are drawn over a picture. */
export function usePictureColours(): ReadonlyMap<string, string> {
  const classes = useTaxonomy((state) => state.classes);
  return useMemo(() => new Map(classes.map(({ name, colour }) => [name, overPicture(colour)])), [classes]);
}

/** Colours by class name. */
export function useColours(): ReadonlyMap<string, string> {
  const classes = useTaxonomy((state) => state.classes);
  return useMemo(() => new Map(classes.map(({ name, colour }) => [name, colour])), [classes]);
}
