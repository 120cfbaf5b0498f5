/** Live detection: its switch, what counts as a signal, what was found. */
import { Button, Switch } from '@mantine/core';
import { Row, Section } from '../frame/parts.tsx';
import { DetectionTerms } from '../label/terms.tsx';
import { lengthText } from '../label/words.ts';
import { useSettings } from '../settings/store.ts';
import { readoutHz } from '../waterfall/scale.ts';
import { tuneTo } from './commands.ts';
import { boxText, changeTerms, toggleBoxes, toggleDetection, useLive } from './live.ts';
import './live.css';

/** The newest are listed. */
const listed = 8;
/** All to the same digit: the list does not jump as the middle of a signal is learnt more exactly. */
const listedStepHz = 100;

export function DetectionPanel(): React.ReactNode {
  const found = useLive((state) => state.found);
  const boxesShown = useLive((state) => state.boxesShown);
  const terms = useSettings((state) => state.settings.detection);
  const on = found?.settings !== undefined;
  return (
    <Section
      name="detection"
      title="Detection"
      tools={
        <Switch
          aria-label="Search for signals"
          title="Search for signals (D)"
          checked={on}
          onChange={toggleDetection}
        />
      }
    >
      <div className="wk-terms">
        <DetectionTerms value={found?.settings ?? terms} onChange={changeTerms} />
      </div>
      {on && (
        <>
          <Row label="Boxes" value={`${found.found.toLocaleString('en')} found`}>
            <Switch
              aria-label="Show boxes over the waterfall"
              title="Show boxes over the waterfall (Shift+D)"
              checked={boxesShown}
              onChange={toggleBoxes}
            />
          </Row>
          <Facts />
          <Latest />
        </>
      )}
    </Section>
  );
}

function Facts(): React.ReactNode {
  const load = useLive((state) => state.found?.load ?? 0);
  const missed = useLive((state) => state.found?.missedSamples ?? 0);
  return (
    <div className="wk-facts">
      <span title="Share of one processor core">Load {Math.round(load * 100)} %</span>
      <span className={missed > 0 ? 'wk-warn' : undefined} title="Samples the search was too slow for">
        {missed.toLocaleString('en')} samples missed
      </span>
    </div>
  );
}

/** The newest signals; a click tunes to the middle of one. */
function Latest(): React.ReactNode {
  const boxes = useLive((state) => state.found?.boxes);
  if (boxes === undefined || boxes.length === 0) return <p className="wk-empty">Nothing found yet.</p>;
  return (
    <ul className="wk-found-signals" aria-label="Signals found last">
      {boxes
        .slice(-listed)
        .reverse()
        .map((box) => {
          const middleHz = (box.lowerHz + box.upperHz) / 2;
          return (
            <li key={box.id}>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                fullWidth
                title="Tune to it"
                onClick={() => tuneTo(Math.round(middleHz))}
              >
                <b>{readoutHz(middleHz, listedStepHz)}</b>
                <span>{boxText(box)}</span>
                <span>{box.open ? 'on' : lengthText(box.seconds)}</span>
              </Button>
            </li>
          );
        })}
    </ul>
  );
}
