/** The text a list is searched for: Escape empties it, Enter goes back to the list. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTyped } from './typed.ts';

interface SearchFieldProps {
  id: string;
  className: string;
  label: string;
  placeholder: string;
  text: string;
  /** The same function each time. */
  onText: (text: string) => void;
  /** Gives the keyboard back to the list. */
  onLeave: () => void;
}

export function SearchField({
  id,
  className,
  label,
  placeholder,
  text,
  onText,
  onLeave,
}: SearchFieldProps): React.ReactNode {
  const [typed, setTyped] = useTyped(text, onText);
  return (
    <TextInput
      id={id}
      className={className}
      aria-label={label}
      placeholder={placeholder}
      maxLength={200}
      spellCheck={false}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        if (event.key === 'Escape') setTyped('');
        onLeave();
      }}
    />
  );
}
