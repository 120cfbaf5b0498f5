/** Registers app://wavekeep with Electron. */
import { protocol, type Session } from 'electron';
import { makeAssets } from './assets.ts';
import { pageScheme } from './origin.ts';

/** Before Electron is ready: the scheme is a standard, secure one, so the page has a real origin. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

export function answerScheme(session: Session, folder: string): void {
  session.protocol.handle(pageScheme, makeAssets(folder));
}
