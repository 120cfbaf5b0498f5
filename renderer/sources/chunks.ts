/** Cuts a long list into messages the bridge takes. Pure. */

/** Below the bridge's limit of a million, with room for the rest of the message. */
const mostChars = 700_000;
const mostItems = 2000;

/** Runs of items whose JSON stays below what one message carries; an item is never cut. */
export function chunked<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let chars = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length + 1;
    if (chunk.length > 0 && (chunk.length >= mostItems || chars + size > mostChars)) {
      chunks.push(chunk);
      chunk = [];
      chars = 0;
    }
    chunk.push(item);
    chars += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
