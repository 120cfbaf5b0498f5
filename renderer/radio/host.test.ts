import { describe, expect, it } from 'vitest';
import { hostProblem, portProblem } from './host.ts';

describe('network addresses', () => {
  it.each(['192.168.1.20', 'localhost', 'radio.local', 'mast-3.example.org.', '::1', 'fe80::1', 'x', ' pi '])(
    'takes %s',
    (host) => {
      expect(hostProblem(host)).toBeUndefined();
    },
  );

  it.each([
    '',
    ' ',
    '192.168.1',
    '1.2.3.256',
    'host:1234',
    'http://host',
    'a b',
    '-x',
    'a..b',
    'x'.repeat(254),
  ])('refuses %j with a sentence', (host) => {
    expect(hostProblem(host)).toMatch(/\.$/);
  });

  it('takes whole ports from 1 to 65535', () => {
    expect(portProblem(1234)).toBeUndefined();
    expect(portProblem('65535')).toBeUndefined();
    for (const port of [0, 65_536, 1.5, '', 'x', -1]) expect(portProblem(port)).toBe('1 to 65535');
  });
});
