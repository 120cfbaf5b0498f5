/** What is known of a label that waits for a verdict. */
import { Swatch } from './list.tsx';
import { useLabelsPage, type QueueRow } from './page-store.ts';
import { Peek } from './peek.tsx';
import { overPicture } from './colours.ts';
import { plainColour } from './draw.ts';
import { useTaxonomy } from './store.ts';
import { useColours } from './use-labels.ts';
import {
  middleText,
  nameText,
  reviewTones,
  reviewWords,
  secondsText,
  startText,
  widthText,
} from './words.ts';

export function QueueDetail({ row: { recordingId, label } }: { row: QueueRow }): React.ReactNode {
  const entry = useLabelsPage((state) => state.recordings.get(recordingId));
  const colours = useColours();
  const classes = useTaxonomy((state) => state.classes);
  const rate = entry?.sampleRateHz;
  return (
    <>
      <h2>
        <Swatch colour={colours.get(label.name) ?? plainColour} machine={label.byMachine} />
        {nameText(label.name)}
      </h2>
      <Peek
        recordingId={recordingId}
        label={label}
        colour={overPicture(colours.get(label.name) ?? plainColour)}
      />
      <dl className="wk-label-facts">
        <dt>Recording</dt>
        <dd>{entry?.name ?? recordingId}</dd>
        {rate !== undefined && (
          <>
            <dt>Time</dt>
            <dd>
              {startText(label, { sampleRateHz: rate })} for {secondsText(label, { sampleRateHz: rate })}
            </dd>
          </>
        )}
        <dt>Frequency</dt>
        <dd>
          {middleText(label, entry?.centreHz !== undefined)}, {widthText(label)} wide
        </dd>
        {label.snrDb !== undefined && (
          <>
            <dt>SNR</dt>
            <dd>{label.snrDb.toFixed(1)} dB</dd>
          </>
        )}
        <dt>Author</dt>
        <dd title={label.author}>
          {label.byMachine ? label.author.replace(/@.*/, '') : label.author || 'unknown'}
          {label.confidence !== undefined && `, ${String(Math.round(label.confidence * 100))} % sure`}
        </dd>
        <dt>Review</dt>
        <dd>
          <span className={reviewTones[label.review]}>{reviewWords[label.review]}</span>
          {label.reviews.map(({ by, verdict }) => `, ${by} ${verdict === 'accepted' ? '✓' : '✗'}`)}
        </dd>
        {label.comment !== '' && (
          <>
            <dt>Comment</dt>
            <dd>{label.comment}</dd>
          </>
        )}
      </dl>
      <p className="wk-empty">
        {classes
          .filter(({ key }) => key !== undefined)
          .sort((a, b) => (a.key ?? 0) - (b.key ?? 0))
          .map(({ name, key }) => `${String(key)} ${name}`)
          .join(' · ')}
      </p>
    </>
  );
}
