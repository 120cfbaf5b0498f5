/** Many ids in the parts one call takes. Pure. */

/** The contract's limit. */
const mostIds = 10_000;

export function inChunks(ids: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < ids.length; from += mostIds) chunks.push(ids.slice(from, from + mostIds));
  return chunks;
}
