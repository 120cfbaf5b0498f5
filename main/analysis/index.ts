/** The room's face: tiles, measurements, signals and crops of recordings. */
export { makeAnalysis, type Analysis } from './analysis.ts';
