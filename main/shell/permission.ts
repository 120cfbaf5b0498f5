/** What a page may ask the system for: a short list, for our own page's main frame alone. */
import type { Session } from 'electron';
import { isOurPage } from './origin.ts';

/** Full screen of the waterfall, copying a frequency or a measurement, choosing the loudspeaker. */
export const allowedPermissions: ReadonlySet<string> = new Set([
  'fullscreen',
  'clipboard-sanitized-write',
  'speaker-selection',
]);

/** @param url of the frame that asks; an empty one (a frame without an address) is nobody's. */
export function mayHave(permission: string, url: string, isMainFrame: boolean): boolean {
  return isMainFrame && allowedPermissions.has(permission) && isOurPage(url);
}

/** Schemes a page of ours may load from; everything else never leaves the machine. */
const localSchemes = new Set(['app:', 'blob:', 'data:', 'devtools:']);

export function mayLoad(url: string): boolean {
  return URL.canParse(url) && localSchemes.has(new URL(url).protocol);
}

/** Denies every permission but the list, every device chooser, and every request to a network. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayHave(permission, details.requestingUrl, details.isMainFrame));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayHave(permission, details.requestingUrl ?? origin, details.isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
  session.on('will-download', (event) => event.preventDefault());
}
