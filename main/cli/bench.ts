import { Fault } from '../../contract/fault.ts';
import { benchNames } from '../../contract/tool.ts';
import type { Context, Output } from './context.ts';

interface Bench {
  name: string;
  value: number;
  unit: string;
  detail: string;
}

/** `bench [spectrum|bridge|recording]`: measures this machine. */
export async function bench(context: Context, which: string | undefined): Promise<Output> {
  const known = [...benchNames, 'bridge'] as const;
  const chosen = which === undefined ? [...known] : known.filter((name) => name === which);
  if (chosen.length === 0)
    throw new Fault('invalid', `There is no benchmark '${which ?? ''}'.`, {
      hint: `Use one of ${known.join(', ')}.`,
    });
  const benches: Bench[] = [];
  for (const name of chosen) {
    context.progress(`measuring ${name}`);
    if (name === 'bridge') benches.push(...(await bridge(context)));
    else
      benches.push(
        ...(await context.api.tool.bench({ which: name, seconds: 3 }, { signal: context.signal })).benches,
      );
  }
  return {
    json: { benches },
    text: benches
      .map((b) => `${b.name.padEnd(32)} ${b.value.toPrecision(4)} ${b.unit}  ${b.detail}`)
      .join('\n'),
  };
}

/** Round trips through the real bridge: parsing, posting, answering. */
async function bridge({ api }: Context): Promise<Bench[]> {
  const calls = 2000;
  for (let i = 0; i < 200; i++) await api.app.info({});
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const started = performance.now();
    await api.app.info({});
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(calls - 1, Math.floor(share * calls))] ?? 0;
  const detail = `${calls} awaited calls over a message port in one process`;
  return [
    { name: 'bridge call, median', value: at(0.5), unit: 'ms', detail },
    { name: 'bridge call, p99', value: at(0.99), unit: 'ms', detail },
  ];
}
