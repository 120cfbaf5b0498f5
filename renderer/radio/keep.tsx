/** Keeping what was received: a box over past rows, or the last seconds, becomes a recording. */
import { useEffect, useRef, useState } from 'react';
import { Button, CloseButton, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PastCapture } from '../../contract/detection.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { openAnalysis } from '../analysis/commands.ts';
import { attempt } from '../frame/toasts.tsx';
import { toFault } from '../fault.ts';
import { engine } from '../link.ts';
import type { z } from 'zod';
import { holdBox, toggleKeeping, useLive } from './live.ts';
import { bandBytes, bandOf, reachOf, reachText, sizeText, wholeBytes, type Reach } from './past.ts';
import type { ShownRadio } from './shown.ts';
import './live.css';

type Capture = z.infer<typeof PastCapture>;

/** The library hears of a new recording in a moment. */
const waitsMs = [100, 200, 400, 800, 1600, 3200] as const;

/** Resolves when the library has the recording. Throws what it says where it never does. */
async function inLibrary(id: string): Promise<void> {
  for (const waitMs of waitsMs)
    try {
      await engine().library.get({ id });
      return;
    } catch (error) {
      if (toFault(error).code !== 'not-found') throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  await engine().library.get({ id });
}

async function keep(capture: Capture): Promise<void> {
  const recording = await engine().recording.capturePast(capture);
  holdBox(undefined);
  const id = `kept ${recording.id}`;
  const open = (): void => {
    notifications.hide(id);
    attempt(async () => {
      await inLibrary(recording.id);
      openAnalysis(recording.id);
    });
  };
  notifications.show({
    id,
    color: 'wave',
    autoClose: 12_000,
    role: 'status',
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: (
      <div className="wk-undo">
        <span>
          Kept as {recording.name}: {sizeText(recording.seconds, recording.bytes)}
        </span>
        <Button variant="default" size="compact-xs" onClick={open}>
          Open in analysis
        </Button>
      </div>
    ),
  });
}

/** Escape lets go of the box first, then closes the bar: after a drag the keyboard is on the waterfall. */
function onEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
  event.preventDefault();
  if (useLive.getState().box === undefined) toggleKeeping();
  else holdBox(undefined);
}

export function KeepBar({ radio }: { radio: ShownRadio }): React.ReactNode {
  const { box, past, pastAtMs } = useLive();
  const [seconds, setSeconds] = useState(10);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    first.current?.focus();
    // The keyboard goes back to where it was.
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    window.addEventListener('keydown', onEscape);
    return () => window.removeEventListener('keydown', onEscape);
  }, []);
  const { centreHz, sampleRateHz } = radio.settings;
  const band = bandOf(box, centreHz, sampleRateHz);

  /** What is there of the box, or of the last seconds, at this moment. */
  const reach = (nowMs: number): Reach | undefined => {
    if (past === undefined) return undefined;
    const ageMs = Math.max(0, nowMs - pastAtMs);
    return box === undefined
      ? reachOf(past, ageMs, past.toMs + ageMs - seconds * 1000, past.toMs + ageMs)
      : reachOf(past, ageMs, box.fromMs, box.toMs);
  };
  const take = (edges: { lowerHz: number; upperHz: number } | undefined): void => {
    const part = reach(Date.now());
    if (part === undefined || busy) return;
    setBusy(true);
    const { fromMs, toMs } = part;
    attempt(() => keep({ radioId: radio.id, fromMs, toMs, ...edges }).finally(() => setBusy(false)));
  };
  const now = reach(pastAtMs);
  return (
    <section className="wk-keep" aria-label="Keep the past">
      <header>
        <h2>Keep the past</h2>
        <CloseButton size="sm" aria-label="Close" title="Close (K)" onClick={toggleKeeping} />
      </header>
      {box === undefined ? (
        <div className="wk-term">
          <span>Drag a box over the waterfall, or keep the last</span>
          <NumberInput
            ref={first}
            aria-label="Seconds to keep"
            w={84}
            min={0.1}
            max={3600}
            suffix=" s"
            value={seconds}
            onChange={(next) => {
              if (typeof next === 'number' && next > 0) setSeconds(next);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take(undefined);
            }}
          />
        </div>
      ) : (
        <p role="status">
          {now === undefined
            ? 'Nothing of this box is kept any more.'
            : `${sizeText(now.seconds, wholeBytes(past ?? nothingKept, now.seconds))} of the whole band.`}
          {now !== undefined &&
            now.goneSeconds >= 0.05 &&
            ` The first ${sizeText(now.goneSeconds, undefined)} are gone.`}
        </p>
      )}
      <p className={past?.problem === undefined ? 'wk-dim' : 'wk-warn'}>{past?.problem ?? reachText(past)}</p>
      <div className="wk-label-buttons">
        {band !== undefined && (
          <Button disabled={now === undefined} loading={busy} onClick={() => take(band)}>
            Keep {formatRounded(band.upperHz - band.lowerHz, 'Hz', 3)}
            {now !== undefined &&
              ` (${formatRounded(bandBytes(now.seconds, band.upperHz - band.lowerHz), 'B', 2)})`}
          </Button>
        )}
        <Button
          variant={band === undefined ? 'filled' : 'default'}
          disabled={now === undefined}
          loading={busy}
          onClick={() => take(undefined)}
        >
          Keep the whole band
        </Button>
        {box !== undefined && (
          <Button variant="default" onClick={() => holdBox(undefined)}>
            Clear the box
          </Button>
        )}
      </div>
    </section>
  );
}

const nothingKept = { fromMs: 0, toMs: 0, seconds: 0, bytes: 0, onDisk: false };
