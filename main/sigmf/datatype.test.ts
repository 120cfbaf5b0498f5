import { describe, expect, it } from 'vitest';
import { Datatype, bytesPerSample } from '../../contract/radio.ts';
import { fromSigmf, parseDatatype, repairDatatype, toSigmf } from './datatype.ts';

describe('core:datatype', () => {
  it('takes exactly the names of the ABNF', () => {
    const wide = ['f32', 'f64', 'i32', 'i16', 'u32', 'u16'];
    const names = ['r', 'c'].flatMap((letter) => [
      ...wide.flatMap((kind) => [`${letter}${kind}_le`, `${letter}${kind}_be`]),
      `${letter}i8`,
      `${letter}u8`,
    ]);
    expect(names).toHaveLength(28);
    for (const name of names) expect(parseDatatype(name)?.name, name).toBe(name);
    for (const name of [
      'cf32',
      'ci8_le',
      'cu8_be',
      'ci24_le',
      'cf16_le',
      'xf32_le',
      'cf32_le ',
      'CF32_LE',
      '',
    ])
      expect(parseDatatype(name), name).toBeUndefined();
  });

  it('knows size, kind and byte order', () => {
    expect(parseDatatype('cf32_be')).toEqual({
      name: 'cf32_be',
      complex: true,
      kind: 'float',
      bits: 32,
      endian: 'big',
      bytes: 8,
    });
    expect(parseDatatype('ru16_le')?.bytes).toBe(2);
    expect(parseDatatype('cu8')?.kind).toBe('unsigned');
  });

  it('maps the four formats of the contract both ways with the same sample size', () => {
    for (const datatype of Datatype.options) {
      const name = toSigmf(datatype);
      expect(fromSigmf(name)).toBe(datatype);
      expect(parseDatatype(name)?.bytes).toBe(bytesPerSample[datatype]);
    }
    expect(fromSigmf('rf32_le')).toBeUndefined();
  });

  it('repairs names other programs wrote', () => {
    expect(repairDatatype('cf32')).toBe('cf32_le');
    expect(repairDatatype('ci8_le')).toBe('ci8');
    expect(repairDatatype('CI16_LE')).toBe('ci16_le');
    expect(repairDatatype('ci24_le')).toBeUndefined();
  });
});
