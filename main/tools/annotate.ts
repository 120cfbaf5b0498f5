/** Detections as annotations of a SigMF recording; docs/wavekeep.sigmf-ext.md describes their fields. */
import { randomUUID } from 'node:crypto';
import type { Detection } from '../../contract/detection.ts';
import { mostLabels } from '../../contract/label.ts';
import { ourExtension, putOurs, readMeta, writeMeta, type Annotation } from '../sigmf/index.ts';

/**
 * Adds them to the metadata, the strongest where there are more than labels are shown. Crash-safe. Returns how many.
 * Throws what reading and writing metadata throws.
 */
export async function annotate(
  metaPath: string,
  detections: readonly Detection[],
  version: string,
): Promise<number> {
  const { meta } = await readMeta(metaPath);
  const kept = [...detections].sort((a, b) => b.snrDb - a.snrDb).slice(0, mostLabels);
  if (kept.length === 0) return 0;
  const nowMs = Date.now();
  const extensions = meta.global['core:extensions'] ?? [];
  const isDeclared = extensions.some(({ name }) => name === ourExtension.name);
  await writeMeta(metaPath, {
    ...meta,
    global: { ...meta.global, 'core:extensions': isDeclared ? extensions : [...extensions, ourExtension] },
    annotations: [...meta.annotations, ...kept.map((one) => annotationOf(one, version, nowMs))],
  });
  return kept.length;
}

function annotationOf(one: Detection, version: string, nowMs: number): Annotation {
  const annotation: Annotation = {
    'core:sample_start': one.startSample,
    'core:sample_count': one.sampleCount,
    'core:freq_lower_edge': one.lowerHz,
    'core:freq_upper_edge': one.upperHz,
    'core:generator': `wavekeep ${version} / detector`,
    'core:uuid': randomUUID(),
  };
  putOurs(annotation, {
    // The label room knows its own detections by the beginning of this name.
    author: `wavekeep-detector ${version}`,
    byMachine: true,
    snrDb: tenths(one.snrDb),
    powerDbfs: tenths(one.powerDbfs),
    review: 'unreviewed',
    reviews: [],
    createdMs: nowMs,
    updatedMs: nowMs,
  });
  return annotation;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
