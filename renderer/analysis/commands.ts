/** What can be done in the analysis view. Every command answers with a promise whose fault becomes a toast. */
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { wholeSpan } from './zoom.ts';
import { useAnalysis } from './store.ts';

/** Shows a recording of the library, all of it. */
export function openAnalysis(recordingId: string): void {
  showPage('analysis');
  attempt(async () => {
    const info = await engine().analysis.open({ id: recordingId });
    useAnalysis.setState({ info, span: wholeSpan(info), selection: undefined });
  });
}
