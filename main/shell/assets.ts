/**
 * Answers app://wavekeep: the built renderer's files and nothing else. Only names found by listing the folder are
 * answered, so no spelling of a path can leave it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isOurPage } from './origin.ts';

/**
 * No remote code, no plug-ins, no frames. Styles may be inline because the interface library sets CSS variables in
 * style elements; a style runs nothing and loads nothing from outside under the other rules.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** On every answer. The two cross-origin lines give the page SharedArrayBuffer and keep others out of its process. */
const commonHeaders = {
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

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

/** The part of a Request that matters here. */
export type AssetRequest = Pick<Request, 'url' | 'method'>;

/** Makes the handler for `protocol.handle`. `folder` is the built renderer. */
export function makeAssets(folder: string): (request: AssetRequest) => Promise<Response> {
  let names: Promise<Set<string>> | undefined;
  return async (request) => {
    if (!isOurPage(request.url)) return refuse(404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const path = new URL(request.url).pathname;
    const name = path === '/' ? 'index.html' : path.slice(1);
    // A page load lists anew, so that a rebuild shows without restarting.
    if (names === undefined || name === 'index.html') names = list(folder);
    const type = types[extname(name)];
    if (type === undefined || !(await names).has(name)) return refuse(404);
    const body = request.method === 'HEAD' ? null : await readFile(join(folder, ...name.split('/')));
    return new Response(body, { headers: { ...commonHeaders, 'content-type': type } });
  };
}

/** Regular files below `folder`, with forward slashes. Links are left out: they could point anywhere. */
async function list(folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (prefix: string): Promise<void> => {
    for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
      if (entry.isDirectory()) await visit(`${prefix}${entry.name}/`);
      else if (entry.isFile()) found.add(`${prefix}${entry.name}`);
    }
  };
  await visit('');
  return found;
}

function refuse(status: 404 | 405): Response {
  return new Response(null, { status, headers: commonHeaders });
}
