/** The room's face: radios and recordings of the contract. */
export { makeRadios, type Radios } from './radios.ts';
export { makeRecordings } from './recordings.ts';
export { makeSession } from './session.ts';
export { startRecording } from './recorder-start.ts';
