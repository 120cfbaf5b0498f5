/** The room's face: radios and recordings of the contract. */
export type { ActiveChannel, ChannelCapture, ChannelEnd, Channels, ChannelSpec } from './channel-types.ts';
export { makeChannels } from './channels.ts';
export { makeRadios, type RadioFacts, type Radios } from './radios.ts';
export { makeRecordings } from './recordings.ts';
export { makeSession, type Hold, type Session } from './session.ts';
export { startRecording, startRepair } from './recorder-start.ts';
export type { StreamFacts } from './acquire.ts';
