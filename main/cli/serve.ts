import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { startHeadless } from '../headless.ts';
import { fail, profileDir, version, type GlobalOptions } from './context.ts';

export interface ServeOptions {
  host: string;
  port: string;
  files?: string[];
}

/** `serve`: runs until Ctrl-C. */
export async function serveCommand(globals: GlobalOptions, options: ServeOptions): Promise<void> {
  try {
    const port = parseQuantity(options.port, '', { name: 'The port', min: 0, max: 65_535 });
    if (!Number.isInteger(port))
      throw new Fault('invalid', `The port ${options.port} is not a whole number.`);
    const running = await startHeadless({
      profileDir: profileDir(globals),
      version: version(),
      host: options.host,
      port,
      browseRoots: options.files ?? [],
    });
    process.stdout.write(
      globals.json === true ? `${JSON.stringify({ url: running.url })}\n` : `${running.url}\n`,
    );
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    await running.close();
  } catch (error) {
    fail(globals, error);
  }
}
