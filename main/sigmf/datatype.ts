/** SigMF's names of sample formats (`core:datatype`), their sizes, and the contract's four among them. */
import type { Datatype } from '../../contract/radio.ts';

/** The ABNF of the specification; its published JSON schema is laxer and takes `cf32` and `ci8_le`. */
export const datatypePattern = /^[rc](?:(?:f32|f64|i32|i16|u32|u16)_(?:le|be)|i8|u8)$/;

export interface SampleType {
  /** The exact name. */
  name: string;
  complex: boolean;
  kind: 'float' | 'signed' | 'unsigned';
  /** Bits of one component. */
  bits: 8 | 16 | 32 | 64;
  /** 8-bit components have no byte order: little by convention. */
  endian: 'little' | 'big';
  /** Bytes of one sample: both components where it is complex. */
  bytes: number;
}

/** Parses an exact name; undefined where it breaks the ABNF. */
export function parseDatatype(name: string): SampleType | undefined {
  if (!datatypePattern.test(name)) return undefined;
  const bits = Number(/\d+/.exec(name)?.[0]);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) return undefined;
  const complex = name.startsWith('c');
  const letter = name.charAt(1);
  return {
    name,
    complex,
    kind: letter === 'f' ? 'float' : letter === 'i' ? 'signed' : 'unsigned',
    bits,
    endian: name.endsWith('_be') ? 'big' : 'little',
    bytes: (bits / 8) * (complex ? 2 : 1),
  };
}

/**
 * The exact name of what other programs wrote: upper case, a missing byte order (little), a byte order on
 * 8 bits. Undefined where there is no telling.
 */
export function repairDatatype(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  for (const candidate of [lower, `${lower}_le`, lower.replace(/_[lb]e$/, '')])
    if (datatypePattern.test(candidate)) return candidate;
  return undefined;
}

const byDatatype: Readonly<Record<Datatype, string>> = {
  cu8: 'cu8',
  cs8: 'ci8',
  cs16: 'ci16_le',
  cf32: 'cf32_le',
};

/** SigMF's name of a format of the contract. */
export function toSigmf(datatype: Datatype): string {
  return byDatatype[datatype];
}

/** The contract's format of a SigMF name; undefined for the formats this program doesn't play. */
export function fromSigmf(name: string): Datatype | undefined {
  switch (name) {
    case 'cu8':
      return 'cu8';
    case 'ci8':
      return 'cs8';
    case 'ci16_le':
      return 'cs16';
    case 'cf32_le':
      return 'cf32';
    default:
      return undefined;
  }
}
