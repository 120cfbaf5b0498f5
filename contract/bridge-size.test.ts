import { expect, it } from 'vitest';
import { measureJson } from './bridge-guard.ts';
import { defaultMaxMessage } from './bridge-wire.ts';
import { TaskDraft } from './task.ts';

it('the largest list of tasks a caller may add fits one message', () => {
  const draft = TaskDraft.parse({
    kind: 'acquire',
    name: 'a name as long as people write them, with a place and a purpose',
    radio: 'rtlsdr:00000001',
    centreHz: 446_006_250,
    bandwidthHz: 12_500,
    seconds: 3600,
    when: { kind: 'repeat', cron: '*/15 6-22 * * 1-5', timeZone: 'America/Argentina/Buenos_Aires' },
    trigger: { aboveDbfs: -60 },
    stop: { bytes: 1e9, silence: { belowDbfs: -80, seconds: 10 } },
    gain: { LNA: 16, VGA: 20 },
    products: ['iq', 'spectrogram', 'power', 'metrics'],
  });
  const size = measureJson({ drafts: Array.from({ length: 10_000 }, () => draft) }, defaultMaxMessage);
  expect(size).toBeLessThan(defaultMaxMessage);
});
