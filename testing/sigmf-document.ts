/** A recording that is right in every field, to be broken one thing at a time, and what `validate` says of it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { validate } from '../main/sigmf/index.ts';

export type Json = Record<string, unknown>;
export interface Document {
  global: Json;
  captures: Json[];
  annotations: Json[];
  [more: string]: unknown;
}

export const data = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 37) & 255));
export const sha512 = createHash('sha512').update(data).digest('hex');

/** 1000 samples of cu8, right in every field. */
export function good(): Document {
  return {
    global: {
      'core:datatype': 'cu8',
      'core:version': '1.2.5',
      'core:sample_rate': 250_000,
      'core:license': 'https://creativecommons.org/licenses/by/4.0/',
      'core:sha512': sha512,
      'core:geolocation': { type: 'Point', coordinates: [13.4, 52.5, 34] },
      'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
      'wavekeep:state': 'complete',
    },
    captures: [
      {
        'core:sample_start': 0,
        'core:frequency': 433.92e6,
        'core:datetime': '2026-03-01T12:00:00.25Z',
        'core:global_index': 0,
      },
      { 'core:sample_start': 500, 'core:frequency': 433.92e6, 'core:global_index': 1000 },
    ],
    annotations: [
      {
        'core:sample_start': 100,
        'core:sample_count': 200,
        'core:freq_lower_edge': 433.9e6,
        'core:freq_upper_edge': 434.9e6,
        'core:label': 'door bell',
        'core:uuid': '7f3a1c9e-52d8-4b61-9e0a-3c4d5e6f7081',
      },
    ],
  };
}

export function broken(change: (document: Document) => void): Document {
  const document = good();
  change(document);
  return document;
}

let folder = '';

/** A folder of its own for each test of the file. */
export function useValidation(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wavekeep-validate-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

export const inFolder = (name: string): string => join(folder, name);

export function put(name: string, content: string | Uint8Array): string {
  const path = inFolder(name);
  writeFileSync(path, content);
  return path;
}

/** Writes the recording and returns what `validate` says of it, `code place` each, warnings with a `?`. */
export async function check(
  meta: Document | string | Uint8Array,
  samples: Uint8Array = data,
): Promise<string[]> {
  const content =
    typeof meta === 'string' || meta instanceof Uint8Array ? meta : JSON.stringify(meta, undefined, 1);
  const path = put('a.sigmf-meta', content);
  put('a.sigmf-data', samples);
  return said(path);
}

export async function said(path: string): Promise<string[]> {
  const [result] = await validate([path]);
  expect(result?.ok).toBe(!result?.problems.some((p) => p.severity === 'error'));
  for (const problem of result?.problems ?? []) expect(problem.message).toMatch(/^[^\n]+\.$/);
  return (result?.problems ?? []).map((p) => `${p.code}${p.severity === 'warning' ? '?' : ''} ${p.where}`);
}
