/** Figures of health checks in words: `freeBytes: 83070000000` becomes `free 83.1 GB`. */
import { formatRounded } from '../../contract/quantity.ts';

/** Units that figures carry at the end of their names, and how they are written. */
const units: Readonly<Record<string, string>> = { ms: 'ms', db: 'dB', hz: 'Hz', seconds: 's', percent: '%' };

export function metricText(name: string, value: number): string {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(/[ _]+/)
    .filter(Boolean);
  const last = words.at(-1) ?? '';
  const rest = words.slice(0, -1).join(' ');
  if (last === 'bytes') return `${rest} ${formatRounded(value, 'B', 3)}`.trim();
  // Locale text has three decimals at most; what rounds to -0 there is 0.
  const number = Number(value.toPrecision(4)).toLocaleString('en').replace(/^-0$/, '0');
  const unit = units[last];
  return unit === undefined ? `${words.join(' ')} ${number}` : `${rest} ${number} ${unit}`.trim();
}
