import { formatExact } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';

/** `scene sim:NAME`: the truth of a simulated scene, for tests and for learning the program. */
export async function scene({ api }: Context, radio: string): Promise<Output> {
  const truth = await api.tool.scene({ id: radio });
  return {
    json: truth,
    text: truth.emitters
      .map(
        (e) =>
          `${formatExact(e.centreHz, 'Hz').padStart(16)}  ${e.kind.padEnd(10)} ${formatExact(e.bandwidthHz, 'Hz').padStart(10)} wide  ${e.powerDbfs.toFixed(1)} dBFS`,
      )
      .join('\n'),
  };
}
