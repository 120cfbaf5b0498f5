import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { droppedPaths, grantDrops, mostDropped } from './dropped.ts';

describe('the paths of a drop', () => {
  it('are absolute, whole and not without end', () => {
    expect(droppedPaths(['/a/b.iq', 'b.iq', '', 7, null, '/a\0b', `/${'x'.repeat(40_000)}`])).toEqual([
      '/a/b.iq',
    ]);
    expect(droppedPaths('/a/b.iq')).toEqual([]);
    expect(droppedPaths(undefined)).toEqual([]);
    expect(droppedPaths(Array.from({ length: mostDropped + 5 }, (_, k) => `/${String(k)}`))).toHaveLength(
      mostDropped,
    );
  });
});

/** What of a window's contents the drops touch. */
class Contents {
  ipc = new EventEmitter();
  mainFrame = { url: 'app://wavekeep/', send: vi.fn() };
  isDestroyed = (): boolean => false;

  drop(senderFrame: unknown, message: unknown): void {
    this.ipc.emit('wavekeep:drop', { senderFrame }, message);
  }
}

describe('a drop', () => {
  const granted = (paths: readonly string[]): Promise<{ grant: string; name: string }[]> =>
    Promise.resolve(paths.map((path) => ({ grant: `g${path.length}`, name: 'b.iq' })));

  it('becomes grants for the frame it came from', async () => {
    const contents = new Contents();
    const failed = vi.fn();
    grantDrops(contents as object as WebContents, granted, failed);
    contents.drop(contents.mainFrame, ['/a/b.iq']);
    await vi.waitFor(() => expect(contents.mainFrame.send).toHaveBeenCalled());
    expect(contents.mainFrame.send.mock.calls).toEqual([
      ['wavekeep:dropped', [{ grant: 'g7', name: 'b.iq' }]],
    ]);
    expect(JSON.stringify(contents.mainFrame.send.mock.calls)).not.toContain('/a/');
    expect(failed).not.toHaveBeenCalled();
  });

  it('of another frame, of none, or of another page is not answered', async () => {
    const contents = new Contents();
    const grant = vi.fn(granted);
    grantDrops(contents as object as WebContents, grant, vi.fn());
    contents.drop({ url: 'app://wavekeep/', send: vi.fn() }, ['/a/b.iq']);
    contents.drop(null, ['/a/b.iq']);
    contents.mainFrame.url = 'https://wavekeep.example/';
    contents.drop(contents.mainFrame, ['/a/b.iq']);
    await Promise.resolve();
    expect(grant).not.toHaveBeenCalled();
  });

  it('goes to no page that came while the engine started', async () => {
    const contents = new Contents();
    const before = contents.mainFrame;
    let start = (): void => undefined;
    const starting = new Promise<void>((resolve) => (start = resolve));
    grantDrops(contents as object as WebContents, (paths) => starting.then(() => granted(paths)), vi.fn());
    contents.drop(before, ['/a/b.iq']);
    contents.mainFrame = { url: 'app://wavekeep/', send: vi.fn() };
    start();
    await new Promise(setImmediate);
    expect(before.send).not.toHaveBeenCalled();
  });

  it('that cannot be granted is reported', async () => {
    const contents = new Contents();
    const failed = vi.fn();
    grantDrops(contents as object as WebContents, () => Promise.reject(new Error('no engine')), failed);
    contents.drop(contents.mainFrame, ['/a/b.iq']);
    await vi.waitFor(() => expect(failed).toHaveBeenCalled());
  });
});
