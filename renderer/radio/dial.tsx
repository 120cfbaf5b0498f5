/**
 * The frequency dial: twelve digits, each turned by wheel, click, arrow keys or typing. Values out of range
 * while digits are typed stay a draft until they fit; leaving the dial drops them.
 */
import { useEffect, useRef, useState } from 'react';
import { ActionIcon, Popover } from '@mantine/core';
import { IconCopy, IconKeyboard } from '@tabler/icons-react';
import { formatExact, formatRounded, readFrequency } from '../../contract/quantity.ts';
import { showEntry, useFrame } from '../frame/store.ts';
import { reportFault, say } from '../frame/toasts.tsx';
import {
  digitCount,
  digitsOf,
  firstLitDigit,
  refusal,
  stepDigit,
  weightHz,
  writeDigit,
  zeroRightOf,
  type Step,
  type TuningRange,
} from './digits.ts';
import { Entry } from './entry.tsx';
import { makeWheelSum } from '../wheel.ts';

export interface DialProps {
  hz: number;
  range: TuningRange;
  /** True where the frequency is a fact of a file and can't be changed. */
  fixed: boolean;
  onTune: (hz: number) => void;
}

/** A third click within this time means stepping, not a double click. */
const doubleClickMs = 220;

export function Dial({ hz, range, fixed, onTune }: DialProps): React.ReactNode {
  const [draftHz, setDraft] = useState<number>();
  const [focused, setFocused] = useState<number>();
  const [refused, setRefused] = useState<string>();
  const entry = useFrame((state) => state.entry);
  const root = useRef<HTMLDivElement>(null);
  const beforeClicks = useRef(hz);
  const doubleClick = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shownHz = draftHz ?? hz;
  const digits = digitsOf(shownHz);
  const lit = firstLitDigit(shownHz);

  const take = (step: Step): void => {
    setDraft(undefined);
    setRefused(step.refused);
    if (step.refused === undefined && step.hz !== hz) onTune(step.hz);
  };
  const turn = (digit: number, count: number): void => take(stepDigit(hz, digit, count, range));

  // The wheel must be listened to actively: React's listener can't keep the page from scrolling.
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const element = root.current;
    if (element === null || fixed) return;
    const wheel = makeWheelSum();
    const onWheel = (event: WheelEvent): void => {
      const digit = event.target instanceof HTMLElement ? event.target.dataset['digit'] : undefined;
      if (digit === undefined) return;
      event.preventDefault();
      const count = wheel.add(event);
      if (count !== 0) latest.current(Number(digit), count);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [fixed]);
  useEffect(() => () => clearTimeout(doubleClick.current), []);

  const focusDigit = (digit: number): void => {
    const next = Math.min(Math.max(digit, 0), digitCount - 1);
    root.current?.querySelector<HTMLElement>(`[data-digit="${String(next)}"]`)?.focus();
  };

  const onKey = (event: React.KeyboardEvent, digit: number): void => {
    if (event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key) && !event.ctrlKey) {
      const next = writeDigit(shownHz, digit, Number(event.key));
      const why = refusal(next, range);
      setRefused(why);
      setDraft(why === undefined ? undefined : next);
      if (why === undefined && next !== hz) onTune(next);
      focusDigit(digit + 1);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const count = event.shiftKey ? 5 : event.ctrlKey ? 2 : 1;
      turn(digit, event.key === 'ArrowUp' ? count : -count);
    } else if (event.key === 'ArrowLeft' || event.key === 'Backspace') focusDigit(digit - 1);
    else if (event.key === 'ArrowRight') focusDigit(digit + 1);
    else if (event.key === 'Delete' || event.key === 'Enter') take(zeroRightOf(hz, digit, range));
    else if (event.key === 'Escape' && draftHz !== undefined) dropDraft();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const dropDraft = (): void => {
    setDraft(undefined);
    setRefused(undefined);
  };

  const onClick = (event: React.MouseEvent, digit: number): void => {
    clearTimeout(doubleClick.current);
    if (event.detail <= 1) beforeClicks.current = hz;
    const box = event.currentTarget.getBoundingClientRect();
    turn(digit, event.clientY < box.top + box.height / 2 ? 1 : -1);
    if (event.detail === 2)
      doubleClick.current = setTimeout(() => {
        onTune(beforeClicks.current);
        showEntry(true);
      }, doubleClickMs);
  };

  const paste = (text: string): void => {
    try {
      onTune(readFrequency(text, 'M', range).hz);
    } catch (error) {
      reportFault(error);
    }
  };

  return (
    <Popover
      opened={entry}
      onChange={showEntry}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      // What is typed right after F belongs into the field.
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <div
          ref={root}
          className="wk-dial"
          role="group"
          aria-label={`Centre frequency ${formatRounded(hz, 'Hz', 9)}`}
          data-draft={draftHz !== undefined || undefined}
          data-fixed={fixed || undefined}
          onCopy={(event) => {
            event.clipboardData.setData('text/plain', formatExact(hz, 'Hz'));
            event.preventDefault();
          }}
          onPaste={(event) => {
            if (fixed) return;
            event.preventDefault();
            paste(event.clipboardData.getData('text/plain'));
          }}
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) dropDraft();
          }}
          onDoubleClick={(event) => {
            const onDigit =
              event.target instanceof HTMLElement && event.target.dataset['digit'] !== undefined;
            if (!onDigit && !fixed) showEntry(true);
          }}
        >
          {digits.map((value, digit) => (
            <span key={digit} className="wk-dial-cell">
              <span
                className="wk-digit"
                data-digit={digit}
                data-leading={digit < lit || undefined}
                role="spinbutton"
                aria-label={`${formatRounded(weightHz(digit), 'Hz')} digit`}
                aria-valuenow={value}
                aria-valuemin={0}
                aria-valuemax={9}
                aria-valuetext={`${String(value)}, ${formatRounded(shownHz, 'Hz', 12)}`}
                aria-disabled={fixed || undefined}
                tabIndex={digit === (focused ?? lit) ? 0 : -1}
                onFocus={() => setFocused(digit)}
                onKeyDown={fixed ? undefined : (event) => onKey(event, digit)}
                onClick={fixed ? undefined : (event) => onClick(event, digit)}
                onContextMenu={(event) => {
                  event.preventDefault();
                  if (!fixed) take(zeroRightOf(hz, digit, range));
                }}
              >
                {value}
              </span>
              {digit % 3 === 2 && digit < digitCount - 1 && (
                <span className="wk-dial-dot" data-leading={digit < lit || undefined}>
                  .
                </span>
              )}
            </span>
          ))}
          <span className="wk-dial-unit">Hz</span>
          <span className="wk-dial-tools">
            <ActionIcon
              aria-label="Enter a frequency"
              title="Enter a frequency (F)"
              disabled={fixed}
              onClick={() => showEntry(true)}
            >
              <IconKeyboard size={17} />
            </ActionIcon>
            <ActionIcon
              aria-label="Copy the frequency"
              title={`Copy ${formatExact(hz, 'Hz')}`}
              onClick={() => copy(hz)}
            >
              <IconCopy size={16} />
            </ActionIcon>
          </span>
          {refused !== undefined && (
            <span className="wk-dial-refused" role="status">
              {refused}
            </span>
          )}
        </div>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        {entry && <Entry range={range} onTune={onTune} onClose={() => showEntry(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function copy(hz: number): void {
  const text = formatExact(hz, 'Hz');
  navigator.clipboard.writeText(text).then(() => say(`Copied ${text}`), reportFault);
}
