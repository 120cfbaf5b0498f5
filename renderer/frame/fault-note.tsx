/** What went wrong, and what helps. */
import type { z } from 'zod';
import type { FaultShape } from '../../contract/fault.ts';
import { adviceFor } from '../fault.ts';

export function FaultNote({ fault }: { fault: z.infer<typeof FaultShape> }): React.ReactNode {
  return (
    <p className="wk-fault">
      <span className="wk-bad">{fault.message}</span>{' '}
      <span className="wk-dim">{fault.hint ?? adviceFor(fault.code)}</span>
    </p>
  );
}
