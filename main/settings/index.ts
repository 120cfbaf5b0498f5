/**
 * The user's settings: one JSON file, written through on every change by temp file, fsync and rename,
 * with the last good copy beside it. A damaged file is set aside with a message, never silently replaced.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import { Settings, defaultSettings } from '../../contract/settings.ts';

/** The settings to change; undefined leaves a setting as it is. */
type SettingsPatch = { [K in keyof Settings]?: Settings[K] | undefined };

export interface SettingsFile {
  readonly current: Settings;
  /** What went wrong when the file was read, for the health page. */
  readonly problem: string | undefined;
  /** Written to disk before it returns. Throws Fault 'invalid', 'disk-full' or 'permission'. */
  change(change: SettingsPatch): Settings;
  watch(sink: ValueSink<Settings>): Stop;
}

export function openSettings(profileDir: string): SettingsFile {
  mkdirSync(profileDir, { recursive: true });
  const file = join(profileDir, 'settings.json');
  const lastGood = join(profileDir, 'settings.last-good.json');
  let problem: string | undefined;
  let current = load();
  const watchers = new Set<ValueSink<Settings>>();

  function load(): Settings {
    for (const candidate of [file, lastGood]) {
      let text: string;
      try {
        text = readFileSync(candidate, 'utf8');
      } catch {
        // Absent on the first start; absence is not damage.
        continue;
      }
      const parsed = parse(text);
      if (parsed) return parsed;
      problem = `${candidate === file ? 'The settings file was damaged' : 'Its last good copy was damaged too'}; set aside as ${setAside(candidate)}.`;
    }
    return structuredClone(defaultSettings);
  }

  function setAside(path: string): string {
    const aside = `${path}.damaged-${String(Date.now())}`;
    renameSync(path, aside);
    return aside;
  }

  function write(path: string, settings: Settings): void {
    const temporary = `${path}.${String(process.pid)}.tmp`;
    const handle = openSync(temporary, 'w');
    try {
      writeSync(handle, `${JSON.stringify(settings, null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, path);
  }

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    change(change) {
      const parsed = Settings.safeParse({ ...current, ...defined(change) });
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new Fault(
          'invalid',
          `The setting ${issue?.path.join('.') ?? ''} can't be used: ${issue?.message ?? 'unknown'}.`,
          {
            hint: 'Correct the value; the old setting stays until then.',
          },
        );
      }
      try {
        // The previous file, known to be readable, becomes the last good copy only after the new one is whole.
        write(file, parsed.data);
        write(lastGood, parsed.data);
      } catch (error) {
        throw diskFault(error);
      }
      current = parsed.data;
      for (const watcher of watchers) watcher.send(current);
      return current;
    },
    watch(sink) {
      watchers.add(sink);
      sink.send(current);
      return () => void watchers.delete(sink);
    },
  };
}

function defined(change: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** A file of an older version lacks the newer settings: they take their defaults, the rest is kept. */
function parse(text: string): Settings | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const whole = Settings.safeParse({ ...defaultSettings, ...value });
  return whole.success ? whole.data : undefined;
}

function diskFault(error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC')
    return new Fault('disk-full', 'The setting could not be saved: the disk is full.', {
      hint: 'Free some space and try again.',
      cause: error,
    });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new Fault('permission', 'The setting could not be saved: the profile folder is read-only.', {
      hint: 'Give this account write permission to the profile folder, or start with another one (--data).',
      cause: error,
    });
  return new Fault('internal', `The setting could not be saved (${code || 'unknown error'}).`, {
    cause: error,
  });
}
