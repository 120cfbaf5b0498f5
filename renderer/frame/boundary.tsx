/** Catches what breaks while drawing, so that the window says so instead of going blank. */
import { Component, type ReactNode } from 'react';
import { Button, Code, Text, Title } from '@mantine/core';

interface State {
  error: Error | undefined;
}

export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="wk-crash" role="alert">
        <Title order={1}>The window could not be drawn</Title>
        <Text size="sm">
          Radios and recordings are not touched by this: they go on in the engine. Draw the window again; if
          it comes back, report the text below.
        </Text>
        <Code block>{error.message}</Code>
        <Button onClick={() => this.setState({ error: undefined })}>Draw again</Button>
      </div>
    );
  }
}
