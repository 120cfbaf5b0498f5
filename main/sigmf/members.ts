/** The recordings of a collection, by name. */
import { basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { checkCollection } from './collection.ts';
import { readSmallFile } from './meta.ts';
import { Problems } from './problem.ts';

/**
 * Names, without extension, of the recordings beside a `.sigmf-collection`, old forms and faults read over. Throws
 * Fault not-found, permission, and corrupt for a file that names none.
 */
export async function readCollection(path: string): Promise<string[]> {
  const problems = new Problems();
  const names = checkCollection(await readSmallFile(path), problems).map(({ name }) => name);
  if (names.length > 0) return [...new Set(names)];
  const why = problems.list.find(({ severity }) => severity === 'error');
  throw new Fault(
    'corrupt',
    `The collection ${basename(path)} names no recording: ${why ? `${why.where}: ${why.message}` : 'collection.core:streams is empty.'}`,
    { hint: 'Choose its recordings by themselves.' },
  );
}
