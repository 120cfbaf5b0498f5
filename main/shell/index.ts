/**
 * The desktop frame: one instance, one window, one engine. Recordings go on in the engine whatever happens to the
 * page, and quitting waits for them. The only room that imports electron.
 */
import { join } from 'node:path';
import { app, dialog, nativeTheme, session, type BrowserWindow } from 'electron';
import { Fault } from '../../contract/fault.ts';
import type { Grant } from '../../contract/app.ts';
import type { EngineServer } from '../../contract/index.ts';
import { attach } from './attach.ts';
import { reloadAfterCrash } from './crash.ts';
import { withinLimit } from './deadline.ts';
import { grantDrops } from './dropped.ts';
import { flavourOf, titleOf, type Flavour } from './flavour.ts';
import { installMenu } from './menu.ts';
import { parseOptions } from './options.ts';
import { guardSession } from './permission.ts';
import { pickPath, pickPaths, pickTarget, type PickKind } from './pick.ts';
import { handPorts } from './ports.ts';
import { answerScheme, declareScheme } from './protocol.ts';
import { openWindow } from './window.ts';

/** Recordings are hashed while they are written, so closing takes moments; a disk that hangs must not hold the exit. */
const closeLimitMs = 10_000;

/** What the shell needs of the engine. */
interface ShellEngine {
  readonly server: EngineServer;
  /** Makes a place on disk something the page may use. */
  grant(path: string): Grant;
  /** Finishes recordings and gives radios back. */
  close(): Promise<void>;
}

/** What the engine needs of the shell. */
interface ShellHost {
  host: 'electron';
  flavour: Flavour;
  version: string;
  /** Profile folder named on the command line; undefined: the system's application-data folder. */
  dataFolder: string | undefined;
  /** The system's file dialogs. */
  pick(what: PickKind): Promise<string | undefined>;
  pickMany(what: PickKind): Promise<readonly string[]>;
  /** For text of the page, written at once, and for a file the engine writes later. */
  pickTarget(name: string): Promise<string | undefined>;
}

export interface ShellSetup {
  /** The Electron version this build is made for. */
  pinnedElectron: string;
  startEngine(host: ShellHost): Promise<ShellEngine>;
}

/** Runs the application until it quits. Call it before Electron is ready. */
export function runShell(setup: ShellSetup): void {
  app.setName('Wavekeep');
  const options = parseOptions(process.argv, process.env);
  // Each profile is an instance of its own, with its own lock.
  if (options.dataFolder !== undefined) app.setPath('userData', join(options.dataFolder, 'window'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(
      'Wavekeep is running already with this profile: its window was brought to the front.\n',
    );
    app.exit(0);
    return;
  }
  declareScheme();
  // Our page is the only one there is; without a graphics card its waterfall still draws.
  app.commandLine.appendSwitch('enable-unsafe-swiftshader');

  const flavour = flavourOf(process.versions.electron, setup.pinnedElectron, app.isPackaged);
  let window: BrowserWindow | undefined;
  let engine: ShellEngine | undefined;
  let closing: Promise<void> | undefined;

  const close = (exitCode: number, why?: { title: string; text: string }): Promise<void> =>
    (closing ??= (async () => {
      if (engine && !(await withinLimit(engine.close().catch(report), closeLimitMs)))
        process.stderr.write(
          'Closing took too long and was cut off; the next start repairs what was open.\n',
        );
      // The dialog waits for a hand, so it comes after everything is safe.
      if (why && app.isReady()) dialog.showErrorBox(why.title, why.text);
      app.exit(exitCode);
    })());
  const fail = (error: unknown, title: string): void => {
    report(error);
    void close(1, { title, text: sentence(error) });
  };

  process.on('uncaughtException', (error) => fail(error, 'Wavekeep has to stop'));
  process.on('unhandledRejection', (error) => fail(error, 'Wavekeep has to stop'));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void close(0));
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.show();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    void close(0);
  });

  // The engine starts while Electron and the page do.
  const starting = setup.startEngine({
    host: 'electron',
    flavour,
    version: app.getVersion(),
    dataFolder: options.dataFolder,
    pick: (what) => pickPath(what, window),
    pickMany: (what) => pickPaths(what, window),
    pickTarget: (name) => pickTarget(name, window),
  });
  starting.catch((error: unknown) => fail(error, 'Wavekeep could not start'));

  void (async () => {
    await app.whenReady();
    guardSession(session.defaultSession);
    answerScheme(session.defaultSession, join(import.meta.dirname, '..', 'renderer'));
    installMenu({ version: app.getVersion(), flavour, window: () => window });
    window = openWindow({
      stateFolder: app.getPath('userData'),
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      icon: join(import.meta.dirname, '..', '..', 'resources', 'icons', '256x256.png'),
      title: titleOf(flavour),
    });
    window.on('closed', () => (window = undefined));
    reloadAfterCrash(window.webContents, (why) => fail(new Fault('internal', why), 'Wavekeep has to stop'));
    grantDrops(
      window.webContents,
      async (paths) => {
        const running = await starting;
        return paths.map((path) => running.grant(path));
      },
      report,
    );
    handPorts(window.webContents, (port) => attach(port, { starting, onInternal: report }));
    engine = await starting;
    followTheme(engine);
  })();
}

/** The system's own parts of the window follow the theme of the settings. */
function followTheme(engine: ShellEngine): void {
  engine.server.settings.current(
    {},
    {
      send: ({ theme }) => (nativeTheme.themeSource = theme === 'auto' ? 'system' : theme),
      end: (fault) => fault && report(fault),
    },
  );
}

function report(error: unknown, reference?: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${reference === undefined ? '' : `[${reference}] `}${text}\n`);
}

function sentence(error: unknown): string {
  if (error instanceof Fault)
    return [error.message, error.hint].filter((part) => part !== undefined).join('\n\n');
  return error instanceof Error ? error.message : String(error);
}
