/**
 * Grants: places on disk the page may use without knowing or forging their paths. A dialog, the command line or
 * the server's file browser hands one out; everything else only ever sees the opaque id.
 */
import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { z } from 'zod';
import type { BrowseResult, Grant } from '../../contract/app.ts';
import { Fault } from '../../contract/fault.ts';

type Show = 'recordings' | 'imports' | 'source-lists' | 'bundles';

export interface Files {
  /** Trusted callers only: the shell's dialogs and the command line. */
  grant(path: string): Grant;
  /** Throws Fault 'permission' for an id that was never granted. */
  resolve(grant: string): string;
  /** Lists a granted folder, or the roots. Only folders and files that may be of the kind asked for are shown. */
  browse(folder: string | undefined, show?: Show): Promise<z.input<typeof BrowseResult>>;
  /** Trusted callers only: text into a new or replaced file, whole or not at all. Throws Fault 'disk-full', 'permission'. */
  write(path: string, text: string): Promise<void>;
}

/** Extensions of recordings and raw IQ files; others are hidden from the browser. */
const recordingFile =
  /\.(sigmf-meta|sigmf|cu8|cs8|cs16|cf32|c16|cfile|wav|iq|raw|data|s8|u8|complex|complex16u|complex16s)$/i;

const sourceList = /\.(csv|gpx|kml|tsv|txt)$/i;

/** What the library imports: SigMF by its metadata, archive or collection, audio, and raw samples as programs name them. */
const importFile =
  /\.(sigmf-meta|sigmf|sigmf-collection|wav|flac|sdriq|cu8|u8|complex16u|cs8|s8|c8|complex16s|cs16|sc16|s16|c16|iq16|complex32s|cf32|fc32|f32|cfile|complex|data|iq|raw|bin|dat)$/i;

const bundleFile = /\.(wavekeep|tar)$/i;

/** What is shown, and what it is for the page. */
const shown: Readonly<Record<Show, { wanted: RegExp; kind: 'recording' | 'source-list' }>> = {
  recordings: { wanted: recordingFile, kind: 'recording' },
  imports: { wanted: importFile, kind: 'recording' },
  'source-lists': { wanted: sourceList, kind: 'source-list' },
  bundles: { wanted: bundleFile, kind: 'recording' },
};

/** More grants than a person gives in a session, imports of 10,000 files counted in: the oldest are forgotten. */
const mostGrants = 50_000;
const mostEntries = 5000;

/** A root by its folder's name; two of the same name by the folder above as well. */
function rootName(root: string, roots: readonly string[]): string {
  const name = basename(root);
  const twins = roots.filter((other) => basename(other) === name).length;
  return twins === 1 ? name : `${basename(dirname(root))} / ${name}`;
}

/** @param roots folders the server's file browser may show, with everything below them. */
export function makeFiles(roots: () => readonly string[]): Files {
  const byId = new Map<string, string>();
  const byPath = new Map<string, string>();

  const grant = (path: string): Grant => {
    const whole = resolve(path);
    let id = byPath.get(whole);
    if (id === undefined) {
      id = randomBytes(16).toString('hex');
      byPath.set(whole, id);
      byId.set(id, whole);
      if (byId.size > mostGrants) {
        const oldest = byId.entries().next().value;
        if (oldest) {
          byId.delete(oldest[0]);
          byPath.delete(oldest[1]);
        }
      }
    }
    return { grant: id, name: basename(whole) };
  };

  const resolveGrant = (id: string): string => {
    const path = byId.get(id);
    if (path === undefined)
      throw new Fault('permission', 'This file was not chosen in a dialog of this session.', {
        hint: 'Choose the file again.',
      });
    return path;
  };

  /** The root a folder lies under, links resolved: a link must not lead out of what was allowed. */
  const rootOf = (folder: string): string => {
    const real = realpathSync(folder);
    for (const root of roots()) {
      const realRoot = realpathSync(root);
      if (real === realRoot || real.startsWith(realRoot + sep)) return realRoot;
    }
    throw new Fault('permission', 'This folder is outside the folders the server was allowed to show.', {
      hint: 'Start the server with --files FOLDER to allow another one.',
    });
  };

  return {
    grant,
    resolve: resolveGrant,
    async browse(folderGrant, show = 'recordings') {
      const allowed = roots().filter((root) => statSync(root, { throwIfNoEntry: false })?.isDirectory());
      const only = allowed.length === 1 ? allowed[0] : undefined;
      const folder = folderGrant === undefined ? only : resolveGrant(folderGrant);
      if (folder === undefined)
        return {
          path: [],
          entries: allowed.map((root) => ({
            ...grant(root),
            name: rootName(root, allowed),
            kind: 'folder' as const,
            bytes: 0,
          })),
        };
      const root = rootOf(folder);
      const real = realpathSync(folder);
      const { wanted, kind } = shown[show];
      const entries: z.input<typeof BrowseResult>['entries'] = [];
      const names = await readdir(real, { withFileTypes: true });
      for (const item of names.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
        if (item.name.startsWith('.') || entries.length >= mostEntries) continue;
        const path = join(real, item.name);
        if (item.isDirectory()) entries.push({ ...grant(path), kind: 'folder', bytes: 0 });
        else if (item.isFile() && wanted.test(item.name))
          entries.push({ ...grant(path), kind, bytes: (await stat(path)).size });
      }
      const below = relative(root, real);
      const parent = real === root ? undefined : grant(dirname(real)).grant;
      return {
        path: [basename(root), ...(below === '' ? [] : below.split(sep))],
        ...(parent === undefined ? {} : { parent }),
        entries,
      };
    },
    async write(path, text) {
      const temporary = `${path}.${String(process.pid)}.tmp`;
      try {
        await writeFile(temporary, text, { flush: true });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        throw new Fault(
          code === 'ENOSPC' ? 'disk-full' : 'permission',
          `The file ${basename(path)} could not be written (${code || 'unknown error'}).`,
          { hint: 'Choose another place, or free some space.', cause: error },
        );
      }
    },
  };
}
