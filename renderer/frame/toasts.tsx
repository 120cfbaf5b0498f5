/** Short messages at the edge of the window. */
import { notifications } from '@mantine/notifications';
import { describeFault, toFault } from '../fault.ts';

const closeButton = { 'aria-label': 'Close this message' };

/** Shows what failed and what can be done. A cancelled question is no failure: nothing is shown. */
export function reportFault(error: unknown): void {
  const fault = toFault(error);
  if (fault.code === 'cancelled') return;
  const { title, message, advice } = describeFault(fault);
  notifications.show({
    // The same fault again replaces its toast instead of filling the screen.
    id: `${fault.code}:${message}`,
    title,
    message: (
      <>
        {message}
        <div className="wk-advice">{advice}</div>
      </>
    ),
    color: 'red',
    autoClose: 12_000,
    closeButtonProps: closeButton,
    role: 'alert',
  });
}

/** Says that something worked, or what it did instead. */
export function say(message: string, color: 'wave' | 'orange' = 'wave'): void {
  notifications.show({
    id: message,
    message,
    color,
    autoClose: 5000,
    closeButtonProps: closeButton,
    role: 'status',
  });
}

/** Runs a command of the user; its fault becomes a toast. */
export function attempt(run: () => Promise<unknown>): void {
  run().catch(reportFault);
}
