/** Adding an rtl_tcp server. */
import { useState } from 'react';
import { Button, Group, Modal, NumberInput, TextInput } from '@mantine/core';
import { openDialog, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { startRadio } from './commands.ts';
import { hostProblem, portProblem } from './host.ts';

/** The port rtl_tcp listens on unless told otherwise. */
const usualPort = 1234;

export function RtltcpDialog(): React.ReactNode {
  const opened = useFrame((state) => state.dialog === 'rtltcp');
  const [host, setHost] = useState('');
  const [port, setPort] = useState<string | number>(usualPort);
  const [tried, setTried] = useState(false);
  const problems = { host: hostProblem(host), port: portProblem(port) };
  const close = (): void => {
    openDialog(undefined);
    setTried(false);
  };
  const submit = async (): Promise<void> => {
    const { id } = await engine().radio.addRtltcp({ host: host.trim(), port: Number(port) });
    close();
    await startRadio(id);
  };
  return (
    <Modal opened={opened} onClose={close} title="Receive from an rtl_tcp server" size="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (problems.host === undefined && problems.port === undefined) attempt(submit);
        }}
      >
        <Group align="start" gap="xs" wrap="nowrap">
          <TextInput
            label="Host"
            placeholder="192.168.1.20 or radio.local"
            flex={1}
            data-autofocus
            value={host}
            error={tried ? problems.host : undefined}
            onChange={(event) => setHost(event.currentTarget.value)}
          />
          <NumberInput
            label="Port"
            w={96}
            hideControls
            allowDecimal={false}
            value={port}
            error={tried ? problems.port : undefined}
            onChange={setPort}
          />
        </Group>
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit">Add and start</Button>
        </Group>
      </form>
    </Modal>
  );
}
