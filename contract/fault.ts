import { z } from 'zod';

/**
 * The closed set of error codes. Every code has a meaning a program can act on; the interface switches
 * over them exhaustively, so adding one is a compile error until it has a sentence for the user.
 */
export const faultCodes = [
  'invalid',
  'not-found',
  'busy',
  'unsupported',
  'permission',
  'unauthorised',
  'device-lost',
  'disk-full',
  'corrupt',
  'version',
  'timeout',
  'overflow',
  'cancelled',
  'internal',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** What of a fault crosses the bridge: never a path the page did not know, never a stack. */
export const FaultShape = z.object({
  code: z.enum(faultCodes),
  /** What happened and why, one sentence. */
  message: z.string().max(2000),
  /** What the user can do about it, one sentence. */
  hint: z.string().max(2000).optional(),
  /** Facts a program may want, for example the process that holds a radio. */
  data: z.record(z.string(), z.union([z.string().max(2000), z.number(), z.boolean()])).optional(),
});

export type FaultData = z.infer<typeof FaultShape>['data'];

/** The only error that crosses the bridge, and the only one rooms throw on purpose. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly hint: string | undefined;
  readonly data: FaultData;

  constructor(
    code: FaultCode,
    message: string,
    more: { hint?: string | undefined; data?: FaultData; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Fault';
    this.code = code;
    this.hint = more.hint;
    this.data = more.data;
  }

  toJSON(): z.infer<typeof FaultShape> {
    return {
      code: this.code,
      message: this.message.slice(0, 2000),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.data === undefined ? {} : { data: this.data }),
    };
  }

  static from(shape: z.infer<typeof FaultShape>): Fault {
    return new Fault(shape.code, shape.message, { hint: shape.hint, data: shape.data });
  }
}
