import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Owner, isThisProcess, stateOfOwner, thisOwner } from './owner.ts';

const linux = process.platform === 'linux';

describe('the writer of a recording', () => {
  it('is alive while its process runs, and this one knows itself', () => {
    const me = thisOwner();
    expect(Owner.parse(me)).toEqual(me);
    expect(isThisProcess(me)).toBe(true);
    expect(stateOfOwner(me, Date.now())).toEqual({ alive: true, sameBoot: true });
  });

  it('is dead once its process ended, on a machine that ran on', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await new Promise((resolve) => child.once('exit', resolve));
    expect(stateOfOwner({ ...thisOwner(), pid: pid ?? 1 }, Date.now())).toEqual({
      alive: false,
      sameBoot: true,
    });
  });

  it.runIf(linux)('is dead when its process id was given to another process', () => {
    expect(stateOfOwner({ ...thisOwner(), start: '1' }, Date.now())).toEqual({
      alive: false,
      sameBoot: true,
    });
    expect(isThisProcess({ ...thisOwner(), start: '1' })).toBe(false);
  });

  it.runIf(linux)('is dead when the machine was started anew, whatever process has its id now', () => {
    expect(stateOfOwner({ ...thisOwner(), boot: 'another' }, Date.now())).toEqual({
      alive: false,
      sameBoot: false,
    });
  });

  it('without an identity of the machine: a last write before the start of the machine tells', () => {
    const { pid, host } = thisOwner();
    expect(stateOfOwner({ pid, host }, 0)).toEqual({ alive: false, sameBoot: false });
    expect(stateOfOwner({ pid, host }, Date.now())).toEqual({ alive: true, sameBoot: true });
  });

  it('on another machine lives as long as it writes', () => {
    const far = { ...thisOwner(), host: 'another-machine' };
    expect(stateOfOwner(far, Date.now()).alive).toBe(true);
    expect(stateOfOwner(far, Date.now() - 120_000)).toEqual({ alive: false, sameBoot: false });
  });
});
