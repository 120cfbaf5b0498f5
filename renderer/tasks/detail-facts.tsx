/** Names and values, one a line. */
import type { TaskDraft, TaskInfo } from '../../contract/task.ts';
import type { Zone } from './clock.ts';
import { draftFacts, type Fact } from './facts.ts';
import { useLabels } from './radios.ts';

export function FactList({ facts, label }: { facts: readonly Fact[]; label?: string }): React.ReactNode {
  return (
    <dl className="wk-factlist" aria-label={label}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Facts({
  task,
  zone,
}: {
  task: TaskInfo & { draft: TaskDraft };
  zone: Zone;
}): React.ReactNode {
  const labels = useLabels();
  return (
    <section>
      <h3>What was asked {zone === 'utc' ? '(times in UTC)' : '(local times)'}</h3>
      <FactList facts={draftFacts(task, zone, labels)} label="What was asked" />
    </section>
  );
}
