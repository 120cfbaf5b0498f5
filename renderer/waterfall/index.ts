/** The waterfall and spectrum view: one component, and the handle to ask it. */
export { Waterfall } from './view.tsx';
export type { WaterfallHandle } from './handle.ts';
export type { SignalBox, TimeBox } from './boxes.ts';
