import { describe, expect, it } from 'vitest';
import { columnHz } from './frequencies.ts';

describe('columnHz', () => {
  it('gives decimals in groups of three and loses none of nine digits', () => {
    expect([100e6, 99.95e6, 20e9, 446_006_250, 5150, 50].map(columnHz)).toEqual([
      '100.000 MHz',
      '99.950 MHz',
      '20.000 GHz',
      '446.006250 MHz',
      '5.150 kHz',
      '50 Hz',
    ]);
  });
});
