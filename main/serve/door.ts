/** What a request must look like before anything else of it is read. Pure: each attack is a test. */
import type { IncomingMessage } from 'node:http';

/** The one address this server answers under. */
export interface Address {
  /** host:port as browsers write it in `Host`; port 80 is left out. */
  readonly authority: string;
  /** As browsers write it in `Origin`. */
  readonly origin: string;
}

export function addressOf(host: string, port: number): Address {
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`);
  return { authority: url.host, origin: url.origin };
}

/**
 * Exactly one `Host`, exactly ours. A page of another site that has its name resolve to this machine
 * (DNS rebinding) sends that name.
 */
export function isOurHost(request: IncomingMessage, address: Address): boolean {
  const hosts = request.headersDistinct['host'];
  return hosts?.length === 1 && hosts[0]?.toLowerCase() === address.authority;
}

/** Exactly one `Origin`, exactly ours: browsers send it truthfully with POST and WebSocket. */
export function isOurOrigin(request: IncomingMessage, address: Address): boolean {
  const origins = request.headersDistinct['origin'];
  return origins?.length === 1 && origins[0] === address.origin;
}

/** The path of an origin-form target without its query; undefined for `http://…`, `*` and the like. */
export function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.startsWith('/') === true ? request.url.split('?', 1)[0] : undefined;
}

/** The name both sides give the bridge's sub-protocol; the secret is offered beside it, never answered. */
export const subprotocol = 'wavekeep';
const secretMark = 'secret.';

/** The secret offered in Sec-WebSocket-Protocol: headers are not kept in logs and histories as addresses are. */
export function offeredSecret(request: IncomingMessage): string | undefined {
  const offers = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((offer) => offer.trim());
  if (!offers.includes(subprotocol)) return undefined;
  return offers.find((offer) => offer.startsWith(secretMark))?.slice(secretMark.length);
}
