/** The edges of the selection as fields: typed with units, taken on Enter or when the field is left. */
import { useEffect, useState } from 'react';
import { TextInput } from '@mantine/core';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { formatExact, parseQuantity, type Unit } from '../../contract/quantity.ts';
import { toFault } from '../fault.ts';
import { frequencyUnit } from '../waterfall/scale.ts';
import { boxOf } from './box.ts';
import { select } from './commands.ts';
import type { Box } from './store.ts';

/** `433.978 MHz`, `2.122641 s`: with a unit people read, in characters that can be typed again. */
export function shownQuantity(value: number, unit: Unit): string {
  if (unit === 'Hz') {
    const { name, hz } = frequencyUnit(value);
    return `${String(Number((value / hz).toFixed(9)))} ${name}`;
  }
  return formatExact(Number(value.toFixed(9)), unit).replace(/(?<=\d)(?=[a-zA-Z])/, ' ');
}

/** A number with its unit. A mistake is said below it and changes nothing; Escape takes it back. */
function Quantity({
  label,
  value,
  unit,
  take,
}: {
  label: string;
  value: number;
  unit: Unit;
  take: (value: number) => void;
}): React.ReactNode {
  const shown = shownQuantity(value, unit);
  const [text, setText] = useState(shown);
  const [error, setError] = useState<string>();
  useEffect(() => {
    setText(shown);
    setError(undefined);
  }, [shown]);
  const commit = (): void => {
    if (text === shown) return setError(undefined);
    try {
      take(parseQuantity(text, unit, { name: label }));
      setError(undefined);
    } catch (fault) {
      setError(toFault(fault).message);
    }
  };
  return (
    <TextInput
      label={label}
      value={text}
      error={error}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key !== 'Escape') return;
        setText(shown);
        setError(undefined);
      }}
    />
  );
}

export function SelectionFields({ info, box }: { info: AnalysisInfo; box: Box }): React.ReactNode {
  const rate = info.sampleRateHz;
  const { startSample, sampleCount, lowerHz, upperHz } = box;
  const put = (next: Partial<Box>): void => {
    const to = { ...box, ...next };
    select(
      boxOf(
        info,
        { sample: Math.round(to.startSample), hz: to.lowerHz },
        { sample: Math.round(to.startSample + to.sampleCount), hz: to.upperHz },
      ),
    );
  };
  return (
    <div className="wk-an-fields">
      <Quantity
        label="Start"
        unit="s"
        value={startSample / rate}
        take={(s) => put({ startSample: s * rate })}
      />
      <Quantity
        label="Length"
        unit="s"
        value={sampleCount / rate}
        take={(s) => put({ sampleCount: Math.max(1, s * rate) })}
      />
      <Quantity label="Lower edge" unit="Hz" value={lowerHz} take={(hz) => put({ lowerHz: hz })} />
      <Quantity label="Upper edge" unit="Hz" value={upperHz} take={(hz) => put({ upperHz: hz })} />
    </div>
  );
}
