/** The waterfall and spectrum view: one component, the handle to ask it, and the palettes for menus. */
export { Waterfall, type WaterfallProps } from './view.tsx';
export type { WaterfallHandle } from './handle.ts';
export { paletteGradient, palettes, type PaletteInfo } from '../../contract/palettes.ts';
