import type { Context, Output } from './context.ts';

/** `health`: every component, as the health panel shows it. */
export async function health({ api }: Context): Promise<Output> {
  const report = await api.health.check({});
  return {
    json: { status: report.status, components: report.components },
    text: [
      `Health: ${report.status}`,
      ...report.components.map((c) => `${c.status.padEnd(8)} ${c.name}: ${c.detail}`),
    ].join('\n'),
    failed: report.status === 'failed',
  };
}
