/** What must hold between metadata and the data it describes. */
import { layOut } from './layout.ts';
import type { Problems } from './problem.ts';
import type { Meta } from './schema.ts';

export interface DataFacts {
  byteLength: number;
  /** Lower-case hex SHA-512 of all its bytes; undefined where the metadata names none. */
  sha512: string | undefined;
}

/**
 * Sizes, ends and the hash.
 */
export function checkData(meta: Meta, data: DataFacts, problems: Problems): void {
  const layout = layOut(meta, data.byteLength);
  if (!layout) return;
  const { frameBytes, sampleCount, strayBytes } = layout;
  const claimed =
    meta.captures.reduce((sum, c) => sum + (c['core:header_bytes'] ?? 0), 0) +
    (meta.global['core:trailing_bytes'] ?? 0);
  if (claimed > data.byteLength)
    problems.error(
      'data-size',
      'data',
      `Headers and trailing bytes (${claimed}) exceed its ${data.byteLength} bytes.`,
    );
  if (strayBytes > 0)
    problems.error(
      'data-size',
      'data',
      `Its samples fill ${data.byteLength - claimed} bytes, which is no multiple of ${frameBytes} (${meta.global['core:datatype']}, ${layout.channels} channel${layout.channels === 1 ? '' : 's'}): ${strayBytes} too many.`,
    );
  const wanted = meta.global['core:sha512']?.toLowerCase();
  if (wanted !== undefined && data.sha512 !== undefined && wanted !== data.sha512)
    problems.error(
      'hash-mismatch',
      'global.core:sha512',
      `The data hashes to ${data.sha512.slice(0, 16)}…, not to ${wanted.slice(0, 16)}…: it was changed or damaged.`,
    );
  checkEnds(meta, sampleCount, problems);
}

function checkEnds(meta: Meta, sampleCount: number, problems: Problems): void {
  const end = (meta.global['core:offset'] ?? 0) + sampleCount;
  for (const [i, capture] of meta.captures.entries()) {
    const start = capture['core:sample_start'];
    if (start > end)
      problems.error(
        'capture-past-end',
        `captures[${i}].core:sample_start`,
        `Starts at sample ${start}, the data ends at ${end}.`,
      );
    else if (start === end && i > 0)
      problems.warning('capture-past-end', `captures[${i}].core:sample_start`, 'Holds no sample.');
    const header = capture['core:header_bytes'] ?? 0;
    if (header > 0 && meta.global['core:dataset'] === undefined)
      problems.error(
        'not-only-samples',
        `captures[${i}].core:header_bytes`,
        'A .sigmf-data file holds only samples: headers need core:dataset.',
      );
  }
  for (const [i, annotation] of meta.annotations.entries()) {
    const start = annotation['core:sample_start'];
    const count = annotation['core:sample_count'] ?? 0;
    if (start + count > end || (start === end && sampleCount > 0))
      problems.error(
        'annotation-past-end',
        `annotations[${i}].core:sample_${start >= end ? 'start' : 'count'}`,
        `Reaches to sample ${start + count}, the data ends at ${end}.`,
      );
  }
}
