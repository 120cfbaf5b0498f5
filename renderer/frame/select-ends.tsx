/** The ends of a selection: everything, and nothing. */
import { Button, CloseButton } from '@mantine/core';

interface SelectEndsProps {
  count: number;
  total: number;
  onAll: () => void;
  onNone: () => void;
}

export function SelectEnds({ count, total, onAll, onNone }: SelectEndsProps): React.ReactNode {
  return (
    <>
      {count < total && (
        <Button variant="subtle" color="gray" title="Select all (Ctrl+A)" onClick={onAll}>
          Select all
        </Button>
      )}
      {count > 0 && (
        <CloseButton size="sm" aria-label="Select nothing" title="Select nothing (Escape)" onClick={onNone} />
      )}
    </>
  );
}
