/** The engine without a window: the whole application in a browser. Started by `wavekeep serve` and `npm start`. */
import { dirname, join } from 'node:path';
import { contract } from '../contract/index.ts';
import { serve } from '../contract/serve.ts';
import { makeEngine } from './engine.ts';
import { serveHttp } from './serve/index.ts';

export interface HeadlessOptions {
  readonly profileDir: string;
  readonly version: string;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** The built renderer. @default beside this program, or in the checkout's `out` */
  readonly rendererDir?: string;
  /** Folders the file browser of the page may show, besides the recordings. */
  readonly browseRoots?: readonly string[];
  /** Gets the address for one more tab each time the last was used. @default one line on standard error */
  readonly onAddress?: (url: string) => void;
}

export interface Headless {
  /** The address with its one-time token. */
  readonly url: string;
  /** Disconnects every page, then finishes recordings and gives the radios back. Safe to call twice. */
  close(): Promise<void>;
}

/** Throws what `serveHttp` and the engine throw; nothing is left running then. */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const engine = await makeEngine({
    profileDir: options.profileDir,
    host: 'server',
    version: options.version,
    ...(options.browseRoots === undefined ? {} : { browseRoots: options.browseRoots }),
  });
  try {
    const http = await serveHttp({
      rendererDir: options.rendererDir ?? findRenderer(),
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      onAddress: options.onAddress ?? ((url) => say(`For another window: ${url}`)),
      onError: (error) => say(detail(error)),
      attach: (port) => {
        serve(contract, engine.server, port, {
          onInternal: (error, reference) => say(`[${reference}] ${detail(error)}`),
        });
      },
    });
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await http.close();
      await engine.close();
    };
    return { url: http.url, close: () => (closing ??= close()) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The bundle lies beside its renderer (out/main, out/renderer); the sources have it in `out`. */
function findRenderer(): string {
  const parent = dirname(import.meta.dirname);
  const fromSource = import.meta.filename.endsWith('.ts');
  return join(parent, ...(fromSource ? ['out', 'renderer'] : ['renderer']));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function detail(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
