/** Files as radios have them: IQ of one channel, in one of the four formats of radios. */
import { Fault } from '../../contract/fault.ts';
import type { Datatype } from '../../contract/radio.ts';
import { fromSigmf } from '../sigmf/index.ts';
import type { Description } from './describe.ts';
import { isPlain } from './encoding.ts';

/**
 * The format a radio gives this file's samples in; undefined where it isn't known (`datatype`: what it is taken for
 * then). Throws Fault 'unsupported' for what is no IQ of one channel in a format of radios.
 */
export function toPlay(
  description: Description | undefined,
  datatype: string | undefined,
): Datatype | undefined {
  const [first] = description?.choices ?? [];
  const named = description?.named.datatype;
  const name = first?.encoding.datatype ?? named ?? datatype;
  if (name === undefined) return undefined;
  const playing = fromSigmf(name);
  const alone = first === undefined || (first.channels === 1 && isPlain(first.encoding));
  if (playing && alone && description?.decodedSamples === undefined) return playing;
  const channels = first?.channels ?? 1;
  throw new Fault(
    'unsupported',
    `${description?.name ?? 'The file'} holds ${name} in ${channels} channel${channels === 1 ? '' : 's'}.`,
    {
      hint: 'IQ samples of one channel can be played: cu8, ci8, ci16_le or cf32_le. Import others into the library.',
    },
  );
}
