import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings, type ViewSettings } from '../../contract/settings.ts';
import { Controller } from './controller.ts';
import type { ToWorker } from './messages.ts';
import { plotMinDb, widthHz, xToHz, yToDb } from './scale.ts';

const tuned = { centreHz: 100e6, sampleRateHz: 2.4e6 };

function make(): {
  controller: Controller;
  tunes: number[];
  changes: Partial<ViewSettings>[];
  sent: ToWorker[];
} {
  const tunes: number[] = [];
  const changes: Partial<ViewSettings>[] = [];
  const sent: ToWorker[] = [];
  const controller = new Controller(defaultSettings.view, tuned, {
    tune: (hz) => tunes.push(hz),
    change: (change) => changes.push(change),
    viewed: () => undefined,
  });
  controller.attach({
    send: (message) => sent.push(message),
    probe: () => Promise.reject(new Error('not here')),
    auto: () => Promise.resolve(undefined),
    close: () => undefined,
  });
  controller.setLook({
    theme: 'dark',
    traces: { average: false, max: false, min: false },
    peakLabels: false,
  });
  return { controller, tunes, changes, sent };
}

describe('controller', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('steps build on what the user already asked for, not on the radio’s last word', () => {
    const { controller, tunes } = make();
    controller.step(1, 1);
    controller.step(1, 1);
    controller.step(1, 1);
    // Meanwhile the radio answers the first step.
    controller.setTuned({ ...tuned, centreHz: 100_012_500 });
    controller.step(1, 1);
    vi.advanceTimersByTime(1000);
    expect(tunes[0]).toBe(100_012_500);
    expect(tunes.at(-1)).toBe(100_050_000);
    // One command per 60 ms at most.
    expect(tunes.length).toBeLessThanOrEqual(2);
    controller.close();
  });

  it('shows where the radio really is when it did not go where it was sent', () => {
    const { controller } = make();
    controller.tune(433e6);
    expect(controller.centreHz).toBe(433e6);
    vi.advanceTimersByTime(5000);
    expect(controller.centreHz).toBe(100e6);
    expect(controller.view.lowHz).toBe(98.8e6);
    controller.close();
  });

  it('keeps inside what the radio can tune', () => {
    const { controller, tunes } = make();
    controller.options = { snapHz: 12_500, lockCentre: false, tuningHz: { min: 24e6, max: 100_010_000 } };
    controller.step(10, 1);
    expect(tunes).toEqual([100_010_000]);
    vi.advanceTimersByTime(100);
    controller.step(10, 1);
    expect(tunes).toHaveLength(1);
    controller.close();
  });

  it('a click in a zoomed view tunes to the grid and leaves the picture where it is', () => {
    const { controller, tunes } = make();
    controller.zoom(100.2e6, 0.1);
    const { view } = controller;
    controller.tuneNear(100.206e6);
    expect(tunes).toEqual([100.2e6]);
    expect(controller.view).toEqual(view);
    controller.close();
  });

  it('panning past the edge moves the radio and the picture sticks to the pointer', () => {
    const { controller, tunes } = make();
    const under = xToHz(controller.view, 1, 0.3);
    controller.pan(120e3);
    expect(controller.centreHz).toBe(100.12e6);
    expect(xToHz(controller.view, 1, 0.3) - under).toBeCloseTo(120e3, 3);
    vi.advanceTimersByTime(100);
    expect(tunes).toEqual([100.12e6]);
    controller.close();
  });

  it('a locked centre stays', () => {
    const { controller, tunes } = make();
    controller.options = { ...controller.options, lockCentre: true };
    controller.zoom(100e6, 0.5);
    controller.pan(1e9);
    expect(tunes).toEqual([]);
    expect(controller.view.highHz).toBe(101.2e6);
    controller.close();
  });

  it('a dragged level range goes to the worker at once and to the settings when it rests', () => {
    const { controller, changes, sent } = make();
    sent.length = 0;
    controller.shiftRange(3);
    controller.shiftRange(4);
    expect(sent.filter((message) => message.kind === 'look')).toHaveLength(2);
    // An older echo of the settings must not undo the drag.
    controller.setSettings(defaultSettings.view);
    expect(controller.settings.minDb).toBe(defaultSettings.view.minDb + 7);
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(changes).toEqual([{ minDb: -103, maxDb: -13 }]);
    controller.close();
  });

  it('a click near a labelled peak means the peak, elsewhere the grid', () => {
    const { controller, tunes } = make();
    controller.setGeometry({
      dpr: 1,
      stripWidth: 60,
      width: 1200,
      plotHeight: 200,
      axisHeight: 24,
      fallHeight: 300,
      linePixels: 1,
    });
    // 2 kHz a pixel: 15 pixels reach 30 kHz.
    controller.peaksHz = [100_123_456, 100_140_000];
    controller.tuneNear(100_110_000);
    vi.advanceTimersByTime(100);
    controller.tuneNear(100_320_000);
    vi.advanceTimersByTime(100);
    expect(tunes).toEqual([100_123_456, 100_325_000]);
    controller.close();
  });

  it('scaling keeps the level under the pointer and stays inside the limits', () => {
    const { controller } = make();
    controller.setGeometry({
      dpr: 1,
      stripWidth: 60,
      width: 1000,
      plotHeight: 200,
      axisHeight: 24,
      fallHeight: 300,
      linePixels: 1,
    });
    const levelAt = (y: number): number => {
      const { minDb, maxDb } = controller.settings;
      return yToDb(plotMinDb(minDb, maxDb), maxDb, 200, y);
    };
    const before = levelAt(100);
    controller.scaleRange(100, 0.5);
    // Both ends are rounded to a tenth of a decibel.
    expect(Math.abs(levelAt(100) - before)).toBeLessThan(0.1);
    expect(controller.settings.maxDb - controller.settings.minDb).toBeCloseTo(45, 0);
    for (let n = 0; n < 50; n++) controller.scaleRange(50, 1.5);
    expect(controller.settings.minDb).toBeGreaterThanOrEqual(-200);
    expect(controller.settings.maxDb).toBeLessThanOrEqual(20);
    for (let n = 0; n < 50; n++) controller.scaleRange(50, 0.5);
    expect(controller.settings.maxDb - controller.settings.minDb).toBeGreaterThanOrEqual(4.8);
    controller.close();
  });

  it('the zoom slider and the view agree', () => {
    const { controller } = make();
    expect(controller.zoomShare).toBe(0);
    controller.setZoomShare(0.5);
    expect(controller.zoomShare).toBeCloseTo(0.5, 6);
    controller.setZoomShare(1);
    // 16 bins of 2.4 MS/s / 8192.
    expect(widthHz(controller.view)).toBeCloseTo(4687.5, 3);
    controller.resetZoom();
    expect(widthHz(controller.view)).toBe(2.4e6);
    controller.close();
  });
});
