import { describe, expect, it } from 'vitest';
import { Fault, faultCodes } from '../contract/fault.ts';
import { adviceFor, describeFault, toFault } from './fault.ts';

describe('faults as sentences', () => {
  it('has a title and one full sentence of advice for every code, none twice', () => {
    const texts = faultCodes.map((code) => describeFault(new Fault(code, 'It happened.')));
    for (const text of texts) {
      expect(text.title.length).toBeGreaterThan(4);
      expect(text.advice).toMatch(/^[A-Z].{20,}\.$/);
      expect(text.message).toBe('It happened.');
    }
    expect(new Set(texts.map((text) => text.advice)).size).toBe(faultCodes.length);
    expect(new Set(texts.map((text) => text.title)).size).toBe(faultCodes.length);
  });

  it("prefers the fault's own hint", () => {
    const fault = new Fault('busy', 'The radio is open.', { hint: 'Close Gqrx (process 71).' });
    expect(describeFault(fault).advice).toBe('Close Gqrx (process 71).');
    expect(describeFault(new Fault('busy', 'x')).advice).toBe(adviceFor('busy'));
  });

  it('wraps what is no fault', () => {
    const fault = new Fault('busy', 'x');
    expect(toFault(fault)).toBe(fault);
    expect(toFault(new TypeError('x is not a function'))).toMatchObject({ code: 'internal' });
    expect(toFault('odd').message).toBe('odd');
  });
});
