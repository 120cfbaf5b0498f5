/** Typing a frequency: shows how it is read before it takes effect. */
import { useLayoutEffect, useRef, useState } from 'react';
import { Text, TextInput } from '@mantine/core';
import type { Prefix } from '../../contract/quantity.ts';
import type { TuningRange } from './digits.ts';
import { readEntry, submits, usesDecimalComma } from './entry-text.ts';

interface EntryProps {
  range: TuningRange;
  onTune: (hz: number) => void;
  onClose: () => void;
}

/** The unit of the last entry: bare numbers take it. Lives as long as the window. */
let lastPrefix: Prefix = 'M';

const tones = { plain: 'dimmed', warning: 'var(--wk-warn)', error: 'var(--wk-bad)' } as const;

export function Entry({ range, onTune, onClose }: EntryProps): React.ReactNode {
  const [text, setText] = useState('');
  const decimalComma = usesDecimalComma(navigator.language);
  const reading = readEntry(text, lastPrefix, range, decimalComma);
  const closed = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  // At once: the popover's own focus comes later, and digits typed meanwhile would be lost.
  useLayoutEffect(() => field.current?.focus(), []);

  const commit = (from: string): void => {
    const { hz, prefix } = readEntry(from, lastPrefix, range, decimalComma);
    if (hz === undefined || closed.current) return;
    closed.current = true;
    lastPrefix = prefix;
    onTune(hz);
    swallowUnit();
    onClose();
  };

  return (
    <>
      <TextInput
        w={260}
        size="sm"
        label="Frequency"
        ref={field}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        error={reading.tone === 'error'}
        aria-describedby="wk-entry-reading"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(text);
          else if (!event.ctrlKey && !event.metaKey && submits(text, event.key, range, decimalComma)) {
            event.preventDefault();
            commit(text + event.key);
          }
        }}
      />
      <Text id="wk-entry-reading" size="sm" mt={4} maw={260} c={tones[reading.tone]} aria-live="polite">
        {reading.message}
      </Text>
    </>
  );
}

/**
 * A unit letter submits at once; whoever types on ("100.1 MHz") must not trigger shortcuts with the rest.
 * Takes H and Z for a second.
 */
function swallowUnit(): void {
  const swallow = (event: KeyboardEvent): void => {
    if (!/^[hz]$/i.test(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', swallow, true);
  setTimeout(() => window.removeEventListener('keydown', swallow, true), 1000);
}
