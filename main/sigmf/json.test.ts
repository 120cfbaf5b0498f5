import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { decodeText, parseJson } from './json.ts';
import { Problems } from './problem.ts';

function parse(text: string): { value: unknown; problems: string[] } {
  const problems = new Problems();
  const value = parseJson(text, problems);
  return { value, problems: problems.list.map((p) => `${p.code} ${p.where}`) };
}

describe('parseJson', () => {
  it('agrees with JSON.parse on random documents', () => {
    const random = makeRandom(1);
    const make = (depth: number): unknown => {
      switch (random.integer(depth > 4 ? 5 : 7)) {
        case 0:
          return random.normal() * 10 ** random.integer(30);
        case 1:
          return random.integer(1e9);
        case 2:
          return random.pick(['', 'core:x', 'ä"\\\n\t\u2028', '😀', '__proto__', '\u0000']);
        case 3:
          return random.pick([true, false]);
        case 4:
          return null;
        case 5:
          return Array.from({ length: random.integer(4) }, () => make(depth + 1));
        default:
          return Object.fromEntries(
            Array.from({ length: random.integer(4) }, (_, i) => [
              `${i}${random.pick(['a', '"', 'é'])}`,
              make(depth + 1),
            ]),
          );
      }
    };
    for (let i = 0; i < 300; i++) {
      const text = JSON.stringify(make(0), undefined, random.integer(3));
      expect(parse(text)).toEqual({ value: JSON.parse(text) as unknown, problems: [] });
    }
  });

  it('refuses whatever JSON.parse refuses, but for trailing commas', () => {
    const bad = [
      '',
      ' ',
      '{',
      '[1',
      '"a',
      '{"a" 1}',
      '{a:1}',
      "{'a':1}",
      '[1 2]',
      '01',
      '1.',
      '.5',
      '+1',
      '-',
      'nul',
      'NaN',
      '[,]',
      '{,}',
      '[1,,2]',
      '"\\x"',
      '"\n"',
      '1 2',
      '"\\u12"',
      '\uFEFF1',
    ];
    for (const text of bad) {
      expect(() => JSON.parse(text) as unknown, text).toThrow();
      expect(parse(text).value, text).toBeUndefined();
      expect(parse(text).problems[0], text).toMatch(/^json line \d+, column \d+$/);
    }
  });

  it('reads over trailing commas and says where they stand', () => {
    expect(parse('{\n  "a": [1, 2,],\n  "b": 3,\n}')).toEqual({
      value: { a: [1, 2], b: 3 },
      problems: ['trailing-comma line 2, column 13', 'trailing-comma line 3, column 9'],
    });
  });

  it('names the line and column of what it can not read', () => {
    expect(parse('{\n  "a": 1\n  "b": 2\n}').problems).toEqual(['json line 3, column 3']);
  });

  it('refuses a name that stands twice: readers would differ in which they take', () => {
    expect(parse('{"a":1,"a":2}').problems).toEqual(['json line 1, column 8']);
  });

  it('bounds nesting instead of running out of stack', () => {
    expect(parse('['.repeat(1_000_000)).problems[0]).toMatch(/^json/);
  });
});

describe('decodeText', () => {
  const text = '{"core:label":"Grüße 😀"}';
  const decode = (bytes: Uint8Array): { text: string; codes: string[] } => {
    const problems = new Problems();
    return { text: decodeText(bytes, problems), codes: problems.list.map((p) => p.code) };
  };
  const little = Buffer.from(text, 'utf16le');

  it('takes plain UTF-8 without a word', () => {
    expect(decode(Buffer.from(text))).toEqual({ text, codes: [] });
  });

  it.each([
    ['a UTF-8 mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['UTF-16 little endian with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    [
      'UTF-16 big endian with a mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]),
    ],
    ['UTF-16 little endian without a mark', little],
    ['UTF-16 big endian without a mark', Buffer.from(little).swap16()],
  ])('understands %s and reports it', (_, bytes) => {
    expect(decode(bytes)).toEqual({ text, codes: ['encoding'] });
  });

  it('reports broken UTF-8', () => {
    expect(decode(Buffer.from([0x22, 0xff, 0x22])).codes).toEqual(['encoding']);
  });
});
