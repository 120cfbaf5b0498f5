/** What the machine and its components do. Vitals flow only while somebody looks. */
import { create } from 'zustand';
import type { EngineClient } from '../../contract/index.ts';
import type { HealthReport, Vitals } from '../../contract/health.ts';
import type { AppInfo } from '../../contract/app.ts';
import type { Stop } from '../../contract/bridge.ts';
import { engine } from '../link.ts';
import { reportFault } from '../frame/toasts.tsx';

interface HealthState {
  app: AppInfo | undefined;
  vitals: Vitals | undefined;
  report: HealthReport | undefined;
  checking: boolean;
}

export const useHealth = create<HealthState>(() => ({
  app: undefined,
  vitals: undefined,
  report: undefined,
  checking: false,
}));

/** Follows the engine's vitals while the window is visible. */
export function attachHealth(client: EngineClient): Stop {
  client.app.info({}).then((app) => useHealth.setState({ app }), reportFault);
  let vitals: { close(): void } | undefined;
  const follow = (): void => {
    if (document.visibilityState === 'hidden') {
      vitals?.close();
      vitals = undefined;
    } else {
      vitals ??= client.health.vitals({}, { next: (value) => useHealth.setState({ vitals: value }) });
    }
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    vitals?.close();
    useHealth.setState({ vitals: undefined });
  };
}

/** Runs every component's check again. */
export async function checkHealth(): Promise<void> {
  if (useHealth.getState().checking) return;
  useHealth.setState({ checking: true });
  try {
    useHealth.setState({ report: await engine().health.check({}) });
  } finally {
    useHealth.setState({ checking: false });
  }
}

export const setApp = (app: AppInfo): void => useHealth.setState({ app });
