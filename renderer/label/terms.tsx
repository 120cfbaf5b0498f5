/** What counts as a signal, in the user's terms: the same fields live, for recordings and in the settings. */
import { NumberInput } from '@mantine/core';
import { DetectionSettings } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { DraftInput } from '../settings/draft.tsx';
import './terms.css';
import { lengthText } from './words.ts';

interface TermsProps {
  value: DetectionSettings;
  onChange: (value: DetectionSettings) => void;
}

interface Term {
  name: keyof DetectionSettings;
  label: string;
  /** Said where the pointer rests. */
  hint: string;
  seconds: boolean;
}

const terms: readonly Term[] = [
  {
    name: 'falseAlarmsPerHour',
    label: 'False alarms an hour',
    hint: 'Boxes that noise alone may cause. Fewer: weak signals need more strength to be told.',
    seconds: false,
  },
  {
    name: 'shortestBurstSeconds',
    label: 'Shortest burst',
    hint: 'Nothing shorter is told.',
    seconds: true,
  },
  {
    name: 'widestGapSeconds',
    label: 'Widest gap',
    hint: 'Bursts on one frequency that are no farther apart are one signal.',
    seconds: true,
  },
  {
    name: 'leastSnrDb',
    label: 'Least SNR',
    hint: 'Nothing weaker than this over the noise in its own band is told.',
    seconds: false,
  },
];

/** What is wrong with a length of time, or its seconds. */
function readSeconds(
  text: string,
  name: 'shortestBurstSeconds' | 'widestGapSeconds',
): { seconds?: number; problem?: string } {
  try {
    const seconds = parseQuantity(text, 's', { name: 'The time', min: 0, max: 86_400 });
    const checked = DetectionSettings.shape[name].safeParse(seconds);
    return checked.success ? { seconds } : { problem: checked.error.issues[0]?.message ?? 'Not possible.' };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problem: error.message };
  }
}

/** Fields of the settings, one to a line. */
export function DetectionTerms({ value, onChange }: TermsProps): React.ReactNode {
  return terms.map((term) => (
    <div key={term.name} className="wk-term" title={term.hint}>
      <span aria-hidden>{term.label}</span>
      <TermField term={term} value={value} onChange={onChange} />
    </div>
  ));
}

function TermField({ term, value, onChange }: TermsProps & { term: Term }): React.ReactNode {
  const { name, label } = term;
  if (name === 'shortestBurstSeconds' || name === 'widestGapSeconds')
    return (
      <DraftInput
        label={label}
        width={96}
        value={lengthText(value[name])}
        check={(text) => readSeconds(text, name).problem}
        onCommit={(text) => {
          const { seconds } = readSeconds(text, name);
          if (seconds !== undefined) onChange({ ...value, [name]: seconds });
        }}
      />
    );
  const schema = DetectionSettings.shape[name];
  return (
    <NumberInput
      aria-label={label}
      w={96}
      hideControls
      clampBehavior="none"
      decimalScale={name === 'leastSnrDb' ? 1 : 6}
      suffix={name === 'leastSnrDb' ? ' dB' : ''}
      value={value[name]}
      onChange={(next) => {
        if (typeof next === 'number' && schema.safeParse(next).success) onChange({ ...value, [name]: next });
      }}
    />
  );
}
