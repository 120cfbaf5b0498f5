/** A text field that takes effect when it is finished and says at once what is wrong with it. */
import { useState } from 'react';
import { TextInput } from '@mantine/core';

interface DraftInputProps {
  label: string;
  value: string;
  width?: number;
  /** What is wrong with a text, or undefined. */
  check: (text: string) => string | undefined;
  /** The text as it is typed; undefined when the field is left. */
  onDraft?: (text: string | undefined) => void;
  onCommit: (text: string) => void;
}

export function DraftInput({
  label,
  value,
  width,
  check,
  onDraft,
  onCommit,
}: DraftInputProps): React.ReactNode {
  const [draft, setDraft] = useState<string>();
  const problem = draft === undefined ? undefined : check(draft);
  const edit = (text: string | undefined): void => {
    setDraft(text);
    onDraft?.(text);
  };
  const commit = (): void => {
    if (draft === undefined || problem !== undefined) return;
    if (draft !== value) onCommit(draft);
    edit(undefined);
  };
  return (
    <TextInput
      aria-label={label}
      {...(width === undefined ? {} : { w: width })}
      value={draft ?? value}
      error={problem}
      spellCheck={false}
      onChange={(event) => edit(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') edit(undefined);
      }}
    />
  );
}
