/** Files as samples: every format an analyst brings, described, read and converted. */
export type { Converted } from './convert-work.ts';
export { convert } from './convert.ts';
export { expand } from './expand.ts';
export { openSamples } from './samples.ts';
export { survey, type Survey } from './survey.ts';
/** What playing a file as a radio needs. */
export { describeFile, type ByteRun, type Description } from './describe.ts';
export { toPlay } from './play.ts';
export { settle } from './settle.ts';
export type { SampleFacts, SampleFile } from './types.ts';
