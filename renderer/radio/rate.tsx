/** Sample rate: from the radio's list or typed. Rates above the safe one say that they may lose samples. */
import { useState } from 'react';
import { Autocomplete } from '@mantine/core';
import { Fault } from '../../contract/fault.ts';
import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import type { RadioInfo } from '../../contract/radio.ts';
import { say } from '../frame/toasts.tsx';
import { nearestRate, rateChoices } from './shown.ts';

interface RateProps {
  info: RadioInfo;
  safeRateHz: number | undefined;
  rateHz: number;
  disabled: boolean;
  onRate: (rateHz: number) => void;
}

export function Rate({ info, safeRateHz, rateHz, disabled, onRate }: RateProps): React.ReactNode {
  const [text, setText] = useState<string>();
  const [error, setError] = useState<string>();
  const [opened, setOpened] = useState(false);
  const choices = rateChoices(info, safeRateHz);
  const risky = new Set(choices.filter((choice) => choice.risky).map((choice) => choice.label));
  const rates = info.sampleRatesHz;
  const limits = Array.isArray(rates) ? {} : { min: rates.min, max: rates.max };

  const commit = (typed: string): void => {
    // The list would cover what is wrong with the text.
    setOpened(false);
    try {
      const { rateHz: next, message } = nearestRate(info, parseQuantity(typed, 'S/s', limits));
      if (message !== undefined) say(message, 'orange');
      setError(undefined);
      setText(undefined);
      if (next !== rateHz) onRate(next);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      setError(`${fault.message} ${fault.hint ?? ''}`);
    }
  };

  return (
    <Autocomplete
      aria-label="Sample rate"
      data={choices.map((choice) => choice.label)}
      // The whole list stays in sight while nothing was typed.
      filter={({ options }) => options}
      value={text ?? formatRounded(rateHz, 'S/s', 7)}
      error={error}
      disabled={disabled}
      maxDropdownHeight={320}
      onChange={setText}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onOptionSubmit={commit}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => {
        if (text !== undefined && error === undefined) commit(text);
        setOpened(false);
        setText(undefined);
        setError(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && text !== undefined) commit(text);
      }}
      renderOption={({ option }) => (
        <span>
          {option.value}
          {risky.has(option.value) && <span className="wk-warn"> may lose samples</span>}
        </span>
      )}
      {...(safeRateHz !== undefined && rateHz > safeRateHz
        ? {
            description: <span className="wk-warn">May lose samples at this rate</span>,
            inputWrapperOrder: ['input', 'description', 'error'],
          }
        : {})}
    />
  );
}
