/** Known sources and recording sessions. */
export { makeSources } from './sources.ts';
export { makeSessions } from './sessions.ts';
