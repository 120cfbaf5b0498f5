/** Names of rtl_tcp servers: `rtltcp:HOST:PORT`, IPv6 addresses in brackets. */
import { Fault } from '../../../contract/fault.ts';

export interface ServerName {
  host: string;
  port: number;
  /** As people read it. */
  address: string;
}

/** rtl_tcp's own default. */
const defaultPort = 1234;

/** Throws Fault 'invalid' with the form a name takes. */
export function parseServerName(id: string): ServerName {
  const match = /^rtltcp:(?:\[([0-9a-f:.%\w]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(id);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535)
    throw new Fault('invalid', `'${id.slice(0, 80)}' names no rtl_tcp server.`, {
      hint: 'Write rtltcp:HOST:PORT, for example rtltcp:192.168.1.20:1234.',
    });
  return { host, port, address: `${match?.[1] === undefined ? host : `[${host}]`}:${port}` };
}
