/** The built renderer's files over HTTP. Only names found by listing the folder are answered. */
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Headers of every answer. No remote code, no frames, no plug-ins; styles may be inline because the interface
 * library sets CSS variables in style elements. `authority` is host:port: not every browser counts a WebSocket
 * of the same address as 'self'. The cross-origin lines keep the page in a process of its own.
 */
export function safeHeaders(authority: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      "media-src 'self' blob:",
      `connect-src 'self' ws://${authority}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-src 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

/** Answers one path of the folder; `headOnly` leaves the body out. */
export type Files = (path: string, headOnly: boolean, response: ServerResponse) => Promise<void>;

/**
 * Lists `folder` once and answers its files. A path is compared with the listed names as it stands, without
 * decoding, so no spelling of it can leave the folder; links are not listed, because they could point anywhere.
 * Throws Fault 'not-found' where there is no built interface.
 */
export async function openFiles(folder: string): Promise<Files> {
  const names = await list(folder);
  if (!names.has('index.html'))
    throw new Fault('not-found', 'The interface has not been built.', { hint: 'Run `npm run build`.' });
  return async (path, headOnly, response) => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const type = types[extname(name)];
    if (type === undefined || !names.has(name)) {
      response.writeHead(404).end();
      return;
    }
    const body = await readFile(join(folder, ...name.split('/')));
    response.writeHead(200, { 'content-type': type, 'content-length': body.byteLength });
    response.end(headOnly ? undefined : body);
  };
}

/** Regular files below `folder`, with forward slashes. */
async function list(folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (prefix: string): Promise<void> => {
    for (const entry of await readdir(join(folder, prefix), { withFileTypes: true }))
      if (entry.isDirectory()) await visit(`${prefix}${entry.name}/`);
      else if (entry.isFile()) found.add(`${prefix}${entry.name}`);
  };
  try {
    await visit('');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    // No folder: nothing was built, which the caller says.
  }
  return found;
}
