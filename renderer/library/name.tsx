/** A name that is too long for its place loses its middle: recordings of one evening differ at their ends. */
import { splitName } from './words.ts';

export function Name({ name }: { name: string }): React.ReactNode {
  const [start, end] = splitName(name);
  if (end === '') return <span title={name}>{name}</span>;
  return (
    <span className="wk-middle" title={name}>
      <span>{start}</span>
      <span>{end}</span>
    </span>
  );
}
