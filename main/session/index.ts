/** Known sources and recording sessions. */
export { makeSources, type SourcesOptions } from './sources.ts';
export { makeSessions, type SessionsOptions } from './sessions.ts';
