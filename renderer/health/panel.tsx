/** Every component's check, with its figures. */
import { useEffect } from 'react';
import { Button, Drawer, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { formatRounded } from '../../contract/quantity.ts';
import { openDialog, showHealth, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { metricText } from './metric.ts';
import { checkHealth, useHealth } from './store.ts';

const statusWords = { ok: 'Works', degraded: 'Limited', failed: 'Failed' } as const;

export function HealthPanel(): React.ReactNode {
  const opened = useFrame((state) => state.health);
  const { report, checking, app, vitals } = useHealth();
  useEffect(() => {
    if (opened) attempt(checkHealth);
  }, [opened]);
  return (
    <Drawer
      opened={opened}
      onClose={() => showHealth(false)}
      title="Health"
      position="right"
      size={440}
      padding="md"
    >
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" role="status">
          {report === undefined
            ? 'Checking…'
            : `${statusWords[report.status]}, checked at ${new Date(report.checkedAtMs).toISOString().slice(11, 19)} UTC`}
        </Text>
        <Button
          variant="default"
          loading={checking}
          leftSection={<IconRefresh size={14} />}
          onClick={() => attempt(checkHealth)}
        >
          Check again
        </Button>
      </Group>
      {report?.components.map((component) => (
        <article key={component.name} className="wk-health-item">
          <i className="wk-lamp" data-state={component.status} />
          <strong>
            {component.name} <span className="wk-health-word">{statusWords[component.status]}</span>
          </strong>
          <span>{component.detail}</span>
          <span className="wk-metrics">
            {Object.entries(component.metrics).map(([name, value]) => (
              <span key={name}>{metricText(name, value)}</span>
            ))}
          </span>
        </article>
      ))}
      <Button
        variant="default"
        mt="sm"
        onClick={() => {
          showHealth(false);
          openDialog('loadtest');
        }}
      >
        Load test…
      </Button>
      {app !== undefined && (
        <dl className="wk-about">
          <dt>Version</dt>
          <dd>
            {app.version}, {app.flavour}
          </dd>
          <dt>Runs on</dt>
          <dd>
            {app.runtime}, {app.platform}
          </dd>
          <dt>Kernels</dt>
          <dd>
            {app.kernels.kind}, {app.kernels.simd}
            {app.kernels.reason !== undefined && `: ${app.kernels.reason}`}
          </dd>
          {vitals !== undefined && (
            <>
              <dt>Memory</dt>
              <dd>{formatRounded(vitals.memoryBytes, 'B', 3)}</dd>
              <dt>Disk</dt>
              <dd>
                {vitals.diskFreeBytes === undefined || vitals.diskTotalBytes === undefined
                  ? 'The recording folder is gone.'
                  : `${formatRounded(vitals.diskFreeBytes, 'B', 3)} free of ${formatRounded(vitals.diskTotalBytes, 'B', 3)}`}
              </dd>
            </>
          )}
        </dl>
      )}
    </Drawer>
  );
}
