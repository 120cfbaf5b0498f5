/** What is asked about the file under the cursor, in whole sentences, and what answers it. */
import { Button } from '@mantine/core';
import { countAlike, missingOf, standingOf, unconfirmed, type Item } from './candidates.ts';
import { applyAlike, confirmItem, useImport } from './import-store.ts';

export function ImportQuestions({ items }: { items: readonly Item[] }): React.ReactNode {
  const cursor = useImport((state) => state.cursor);
  const item = items[cursor];
  if (item === undefined) return <section className="wk-questions" aria-label="Questions" />;
  const { candidate } = item;
  const alike = countAlike(items, item);
  const likely = unconfirmed(item).length > 0;
  const said = Object.keys(item.stated).length > 0;
  return (
    <section className="wk-questions" aria-label="Questions" aria-live="polite">
      <div>
        <b>{candidate.name}</b>
        {candidate.rejected !== undefined && <p className="wk-bad">{candidate.rejected.message}</p>}
        {candidate.questions.map((question) => (
          <p key={question}>{question}</p>
        ))}
        {candidate.rejected === undefined && candidate.questions.length === 0 && (
          <p className="wk-dim">{plainText(item)}</p>
        )}
      </div>
      <div className="wk-deeds">
        <Button
          size="compact-xs"
          variant="default"
          disabled={!likely}
          title="Takes what is likely as it stands (C)"
          onClick={() => confirmItem(cursor)}
        >
          Confirm likely
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={alike === 0 || (!likely && !said)}
          title="The same for every file of this kind with the same gaps (Shift+C)"
          onClick={() => applyAlike(cursor)}
        >
          {alike === 0 ? 'No others are alike' : `The same for ${alike.toLocaleString('en')} alike`}
        </Button>
      </div>
    </section>
  );
}

function plainText(item: Item): string {
  switch (standingOf(item)) {
    case 'known':
      return 'It is in the library already. Take it anyway only if you want it twice.';
    case 'ask':
      return missingOf(item).length > 0
        ? 'The file does not say everything; write what you know into its fields.'
        : 'Its name suggests what its fields show. Confirm it, or write what is true.';
    case 'ready':
    case 'rejected':
      return item.candidate.copyBytes === undefined
        ? 'Everything is known.'
        : 'Everything is known. It is compressed or archived: it comes in as a copy.';
  }
}
