/** How many labels there are, of what, by whom, and how far their review is. */
import type { LabelStatistics } from '../../contract/label.ts';
import { reviewStates } from '../../contract/label.ts';
import { plainColour } from './draw.ts';
import { Swatch } from './list.tsx';
import { useAsked } from './use-asked.ts';
import { useColours } from './use-labels.ts';
import { lengthText, nameText, reviewWords } from './words.ts';

type Row = LabelStatistics['classes'][number];
const whole = (count: number): string => count.toLocaleString('en');

export function StatisticsPart(): React.ReactNode {
  const answer = useAsked('statistics', (client) => client.label.statistics({}));
  const colours = useColours();
  if (answer === undefined) return <p className="wk-label-none">Counting…</p>;
  const total = answer.classes.reduce((sum, { count }) => sum + count, 0);
  const machine = answer.classes.reduce((sum, { byMachine }) => sum + byMachine, 0);
  const most = answer.classes.reduce((top, { count }) => Math.max(top, count), 1);
  if (total === 0)
    return (
      <div className="wk-label-none">
        <strong>No labels yet.</strong>
        <p>
          Open a recording in the analysis and draw a box around a signal, or let Wavekeep find the signals.
        </p>
      </div>
    );
  return (
    <div className="wk-statistics">
      <dl className="wk-statistics-head">
        <div>
          <dt>Labels</dt>
          <dd>{whole(total)}</dd>
        </div>
        <div>
          {/* What a machine found and a person moved or named counts here: its author is that person. */}
          <dt>Drawn or corrected by people</dt>
          <dd>{whole(total - machine)}</dd>
        </div>
        <div>
          <dt>As machines found them</dt>
          <dd>{whole(machine)}</dd>
        </div>
        <div>
          <dt>Recordings with labels</dt>
          <dd>
            {whole(answer.labelledRecordings)} of {whole(answer.recordings)}
          </dd>
        </div>
      </dl>
      <div className="wk-statistics-frame" role="region" aria-label="Labels by class" tabIndex={0}>
        <table>
          <caption>
            <Key />
          </caption>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" className="wk-statistics-bar">
                Review
              </th>
              {['Labels', 'Recordings', 'As found', 'Time', 'SNR'].map((title) => (
                <th key={title} scope="col" className="wk-number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.classes.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <Swatch colour={colours.get(row.name) ?? plainColour} />
                  {nameText(row.name)}
                </th>
                <td className="wk-statistics-bar">
                  <Bar row={row} share={row.count / most} />
                </td>
                <td className="wk-number">{whole(row.count)}</td>
                <td className="wk-number">{whole(row.recordings)}</td>
                <td className="wk-number">{whole(row.byMachine)}</td>
                <td className="wk-number">{lengthText(row.seconds)}</td>
                <td className="wk-number">{row.snrDb === undefined ? '' : `${row.snrDb.toFixed(1)} dB`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Key(): React.ReactNode {
  return (
    <span className="wk-statistics-key">
      {reviewStates.map((state) => (
        <span key={state}>
          <i data-review={state} aria-hidden />
          {reviewWords[state]}
        </span>
      ))}
    </span>
  );
}

/** As long as the class is large, in parts by review state. */
function Bar({ row, share }: { row: Row; share: number }): React.ReactNode {
  const parts = reviewStates.map((state) => ({ state, count: row.reviews[state] }));
  const text = parts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${whole(count)} ${reviewWords[state].toLowerCase()}`)
    .join(', ');
  return (
    <span
      className="wk-review-bar"
      role="img"
      aria-label={text}
      title={text}
      style={{ width: `max(3px, ${String(100 * share)}%)` }}
    >
      {parts.map(
        ({ state, count }) => count > 0 && <i key={state} data-review={state} style={{ flexGrow: count }} />,
      )}
    </span>
  );
}
