/** A load test under way or done. It survives closing its dialog; only one runs at a time. */
import { create } from 'zustand';
import { loadTestReport } from '../../contract/loadtest-report.ts';
import {
  loadTestPlan,
  runLoadTest,
  type LoadTestPlan,
  type LoadTestResult,
} from '../../contract/loadtest.ts';
import { say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { saveText } from '../save.ts';

interface LoadTestState {
  running: AbortController | undefined;
  /** What it does now. */
  line: string;
  result: LoadTestResult | undefined;
}

export const useLoadTest = create<LoadTestState>(() => ({ running: undefined, line: '', result: undefined }));

/** Runs to its end, or until `stopLoadTest`; what was measured up to then is shown. */
export async function startLoadTest(wish: Partial<LoadTestPlan>): Promise<void> {
  if (useLoadTest.getState().running) return;
  const abort = new AbortController();
  useLoadTest.setState({ running: abort, line: '', result: undefined });
  try {
    const result = await runLoadTest(
      {
        api: engine(),
        nowMs: () => performance.now(),
        sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
        progress: (line) => useLoadTest.setState({ line }),
        signal: abort.signal,
      },
      loadTestPlan(wish),
    );
    useLoadTest.setState({ result });
  } finally {
    useLoadTest.setState({ running: undefined });
  }
}

export const stopLoadTest = (): void => useLoadTest.getState().running?.abort();

export async function saveReport(kind: 'markdown' | 'json'): Promise<void> {
  const { result } = useLoadTest.getState();
  if (!result) return;
  const report = loadTestReport(result);
  const [name, text, type] =
    kind === 'markdown'
      ? ['load-test.md', report.markdown, 'text/markdown']
      : ['load-test.json', report.json, 'application/json'];
  if (await saveText(name, text, type)) say(`${name} is saved.`);
}
