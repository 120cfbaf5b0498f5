/** The one origin this application's pages have. */
export const pageScheme = 'app';
const pageHost = 'wavekeep';
export const pageOrigin = `${pageScheme}://${pageHost}`;

/** True for an address of our own page, compared part by part: a look-alike host or a user name in it is foreign. */
export function isOurPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === `${pageScheme}:` &&
    url.hostname === pageHost &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
