import { z } from 'zod';
import { Fault } from './fault.ts';

/**
 * Which radios may serve a task, as one string:
 * `any` every real radio (simulated ones and files only when named) · `DRIVER` every radio of a kind (`rtlsdr`,
 * `hackrf`, `sim`…) · `group:NAME` a group of the settings · anything else one radio by its id (`sim:band`,
 * `rtlsdr:00000001`).
 */
export const RadioSelector = z.string().min(2).max(1024);

export type ParsedSelector =
  | { kind: 'any' }
  | { kind: 'driver'; driver: string }
  | { kind: 'group'; name: string }
  | { kind: 'radio'; id: string };

/** Throws Fault 'invalid' for a name of neither form. */
export function parseSelector(text: string): ParsedSelector {
  if (text === 'any') return { kind: 'any' };
  if (text.startsWith('group:') && text.length > 'group:'.length)
    return { kind: 'group', name: text.slice('group:'.length) };
  if (/^[a-z][a-z0-9]*$/.test(text)) return { kind: 'driver', driver: text };
  if (/^[a-z][a-z0-9]*:.+$/s.test(text)) return { kind: 'radio', id: text };
  throw new Fault('invalid', `'${text}' names no radio.`, {
    hint: 'Use any, a kind of radio (rtlsdr), a group (group:NAME) or one radio (rtlsdr:SERIAL, sim:band).',
  });
}
