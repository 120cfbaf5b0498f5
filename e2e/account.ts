/**
 * The user Electron runs as. Under root its sandbox can't work, so tests make an account without privileges and
 * run it there; where the kernel refuses user namespaces to that account they say so and go without the sandbox.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const accountName = 'wavekeep-e2e';

export interface Account {
  /** Private folder of this run, owned by the account: home, profile, temporary files. */
  home: string;
  /** Program and leading arguments that run a command as the account; empty when we are it already. */
  prefix: string[];
  /** Whether Chromium's sandbox can work. */
  sandbox: boolean;
  /** Why it can't. */
  why?: string;
  /** Gives a path below `home` to the account. */
  give(path: string): void;
  close(): void;
}

/** @param mustRead paths the account has to be able to read and enter: the checkout and the runtime. */
export function openAccount(mustRead: readonly string[]): Account {
  const home = mkdtempSync(join(tmpdir(), 'wavekeep-e2e-'));
  const close = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  const own = { home, prefix: [], give: () => undefined, close };
  if (process.getuid?.() !== 0) return { ...own, ...namespaces([]) };
  const ids = makeAccount();
  if (ids === undefined) return { ...own, sandbox: false, why: 'root could not make an account for it' };
  const prefix = ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups', '--inh-caps=-all'];
  const hidden = mustRead.find((path) => !runs(prefix, ['test', '-r', path]));
  if (hidden !== undefined)
    return { ...own, sandbox: false, why: `the account ${accountName} can't read ${hidden}` };
  const give = (path: string): void => chownSync(path, ids.uid, ids.gid);
  give(home);
  return { home, prefix, give, close, ...namespaces(prefix) };
}

/** One executable that runs `program` as the account, for callers that can name no user. */
export function wrapProgram(account: Account, program: string): string {
  if (account.prefix.length === 0) return program;
  const path = join(account.home, 'electron.sh');
  const words = [...account.prefix, program].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  writeFileSync(path, `#!/bin/sh\nexport HOME='${account.home}'\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

function namespaces(prefix: string[]): { sandbox: true } | { sandbox: false; why: string } {
  if (runs(prefix, ['unshare', '--user', '--map-root-user', 'true'])) return { sandbox: true };
  return { sandbox: false, why: 'this system refuses user namespaces' };
}

function makeAccount(): { uid: number; gid: number } | undefined {
  const find = (): { uid: number; gid: number } | undefined => {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, accountName], { encoding: 'utf8' }));
    return uid?.status === 0 && gid?.status === 0
      ? { uid: Number(uid.stdout), gid: Number(gid.stdout) }
      : undefined;
  };
  const known = find();
  if (known) return known;
  spawnSync('useradd', ['--system', '--no-create-home', '--user-group', '--shell', '/bin/sh', accountName]);
  return find();
}

function runs(prefix: readonly string[], command: readonly string[]): boolean {
  const [program, ...rest] = [...prefix, ...command];
  return spawnSync(program!, rest).status === 0;
}
