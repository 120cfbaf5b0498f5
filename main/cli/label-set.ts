import { followLabelSet } from '../../contract/label-view.ts';
import type { LabelSet } from '../../contract/label.ts';
import type { Context } from './context.ts';
import { firstValue } from './values.ts';

/** The labels of a recording as soon as they are `ready`; whoever asks has them read in. */
export const labelsOf = (
  { api }: Context,
  recordingId: string,
  ready?: (set: LabelSet) => boolean,
): Promise<LabelSet> =>
  firstValue<LabelSet>(
    (consumer) => followLabelSet((parts) => api.label.of({ recordingId }, parts), consumer),
    ready,
  );
