/** Who may talk to the engine: a token that works once buys a secret that one tab keeps. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Tabs that may hold a secret at a time; the oldest is forgotten when one more comes. */
const maxSecrets = 64;

export interface Sessions {
  /** The token that buys the next secret; another one after each purchase. 256 bits, base64url. */
  readonly token: string;
  /** A secret for the right token, undefined for any other. The token is spent by it. */
  exchange(token: string): string | undefined;
  /** Whether a secret was given out and not forgotten since. */
  knows(secret: string): boolean;
}

/** Makes the sessions of one server; they end with it. */
export function makeSessions(): Sessions {
  const secrets: string[] = [];
  let token = makeKey();
  return {
    get token() {
      return token;
    },
    exchange(offered) {
      if (!sameText(offered, token)) return undefined;
      token = makeKey();
      const secret = makeKey();
      secrets.push(secret);
      if (secrets.length > maxSecrets) secrets.shift();
      return secret;
    },
    knows(offered) {
      let known = false;
      // All of them, so that the time says nothing about which.
      for (const secret of secrets) if (sameText(offered, secret)) known = true;
      return known;
    },
  };
}

function makeKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that depends on neither text: digests of equal length are compared whole. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
