/** The state of a task: an icon and a word, never colour alone. */
import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconPlayerPlayFilled,
  IconPlayerTrackNext,
  IconSkull,
} from '@tabler/icons-react';
import type { TaskState } from '../../contract/task.ts';
import { stateWords } from './words.ts';

const icons: Readonly<Record<TaskState, typeof IconBan>> = {
  queued: IconClock,
  running: IconPlayerPlayFilled,
  succeeded: IconCircleCheck,
  failed: IconCircleX,
  dead: IconSkull,
  cancelled: IconBan,
  skipped: IconPlayerTrackNext,
};

export function StateMark({
  state,
  partial = false,
}: {
  state: TaskState;
  partial?: boolean;
}): React.ReactNode {
  const { word, tone } = stateWords[state];
  const Icon = icons[state];
  return (
    <span className={`wk-state ${tone}`}>
      <Icon size={13} stroke={2} aria-hidden />
      {word}
      {partial && <span className="wk-tag wk-warn">Partial</span>}
    </span>
  );
}
