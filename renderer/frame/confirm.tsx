/** One question at a time that has to be answered before something with consequences happens. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { create } from 'zustand';

interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  action: string;
  /** The word on the button that doesn't. @default Cancel */
  decline?: string;
}

/** Over the dialog that asks it, which is younger in the document: dialogs stand at 200, menus at 300, messages at 400. */
const layer = 350;

const useQuestion = create<{ question: Question | undefined }>(() => ({ question: undefined }));
let answerTo: ((yes: boolean) => void) | undefined;

/** Asks, and answers true only for the button. A question asked meanwhile answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  answerTo?.(false);
  useQuestion.setState({ question });
  return new Promise((resolve) => {
    answerTo = resolve;
  });
}

function settle(yes: boolean): void {
  useQuestion.setState({ question: undefined });
  answerTo?.(yes);
  answerTo = undefined;
}

/** Whether one stands open: Escape is its own then, and the dialog below stays. */
export function useIsAsked(): boolean {
  return useQuestion((state) => state.question !== undefined);
}

/** Once the key that closes it has been heard by all: the dialog below would take it for its own. */
const settleLater = (): void => void setTimeout(() => settle(false));

export function ConfirmDialog(): React.ReactNode {
  const question = useQuestion((state) => state.question);
  return (
    <Modal
      opened={question !== undefined}
      onClose={settleLater}
      title={question?.title}
      size="sm"
      zIndex={layer}
    >
      <Text size="sm">{question?.text}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={() => settle(false)}>
          {question?.decline ?? 'Cancel'}
        </Button>
        <Button color="red" data-autofocus onClick={() => settle(true)}>
          {question?.action}
        </Button>
      </Group>
    </Modal>
  );
}
