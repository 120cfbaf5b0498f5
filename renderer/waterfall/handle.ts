/** What the rest of the application, and the tests, can ask of the view. */
import { middleHz } from './scale.ts';
import type { Auto, Probe } from './messages.ts';
import type { Mounted } from './mounted.ts';

type Levels = Pick<Auto, 'minDb' | 'maxDb'>;

export interface WaterfallHandle {
  /** Positive: closer, one notch a count. */
  zoomBy: (notches: number) => void;
  resetZoom: () => void;
  /**
   * Sets the level range from what is on screen: end of the noise to peak + 10 dB, unless `keeps` says of it that
   * the present one will do. False while there are no rows to judge by.
   */
  autoLevels: (keeps?: (fitted: Levels) => boolean) => Promise<boolean>;
  /** Tunes to the strongest signal in sight. */
  centreOnPeak: () => void;
  /** Forgets rows and traces. */
  clear: () => void;
  resetTraces: () => void;
  freeze: (frozen: boolean) => void;
  goLive: () => void;
  /** Draws, and tells what was drawn: the top row's levels and its colours read back from the canvas. */
  probe: () => Promise<Probe>;
}

const notchZoom = 0.8;

export function makeHandle(mounted: () => Mounted | undefined): WaterfallHandle {
  const send: Mounted['link']['send'] = (message) => mounted()?.link.send(message);
  return {
    zoomBy(notches) {
      const controller = mounted()?.controller;
      controller?.zoom(middleHz(controller.view), notchZoom ** notches);
    },
    resetZoom: () => mounted()?.controller.resetZoom(),
    async autoLevels(keeps) {
      const own = mounted();
      const fitted = await own?.link.auto();
      if (own === undefined || fitted === undefined) return false;
      if (keeps?.(fitted) !== true) own.controller.setRange(fitted.minDb, fitted.maxDb);
      return true;
    },
    centreOnPeak() {
      const own = mounted();
      void own?.link.auto().then((auto) => {
        if (auto?.peakHz !== undefined) own.controller.tune(auto.peakHz);
      });
    },
    clear: () => send({ kind: 'clear' }),
    resetTraces: () => send({ kind: 'resetTraces' }),
    freeze: (frozen) => send({ kind: 'freeze', frozen }),
    goLive: () => send({ kind: 'live' }),
    async probe() {
      const own = mounted();
      if (own === undefined) throw new Error('The waterfall is not on the page.');
      return await own.link.probe();
    },
  };
}
