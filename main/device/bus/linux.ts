/** What Linux tells of a USB device without opening it, and why one can't be opened. Empty on other systems. */
import { accessSync, constants, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

export interface LinuxFacts {
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  /** The kernel driver of interface 0, for example dvb_usb_rtl28xxu. */
  readonly kernelDriver?: string;
  /** False where the user may not open the device. */
  readonly mayOpen: boolean;
}

const sysfs = '/sys/bus/usb/devices';

/**
 * The facts of the device at `port` if it has these ids; undefined where there is no sysfs, or another device
 * (a library with simulated devices has ports that sysfs does not know).
 */
export function linuxFacts(
  port: string,
  ids: { vendorId: number; productId: number; bus: number; address: number },
): LinuxFacts | undefined {
  const folder = `${sysfs}/${port}`;
  const same =
    Number.parseInt(text(`${folder}/idVendor`) ?? '', 16) === ids.vendorId &&
    Number.parseInt(text(`${folder}/idProduct`) ?? '', 16) === ids.productId &&
    Number(text(`${folder}/devnum`)) === ids.address;
  if (!same) return undefined;
  const manufacturer = text(`${folder}/manufacturer`);
  const product = text(`${folder}/product`);
  const serial = text(`${folder}/serial`);
  const kernelDriver = link(`${folder}/${port}:1.0/driver`);
  return {
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(product === undefined ? {} : { product }),
    ...(serial === undefined ? {} : { serial }),
    ...(kernelDriver === undefined ? {} : { kernelDriver }),
    mayOpen: writable(deviceNode(ids.bus, ids.address)),
  };
}

/** A process of this user (or any, for root) that has the device open. */
export function holderOf(bus: number, address: number): { processId: number; name: string } | undefined {
  const node = deviceNode(bus, address);
  for (const entry of list('/proc')) {
    const processId = Number(entry);
    if (!Number.isInteger(processId) || processId === process.pid) continue;
    // Processes of other users don't let us look: they are passed over.
    if (list(`/proc/${entry}/fd`).some((fd) => fullLink(`/proc/${entry}/fd/${fd}`) === node))
      return { processId, name: text(`/proc/${entry}/comm`) ?? '' };
  }
  return undefined;
}

function deviceNode(bus: number, address: number): string {
  return `/dev/bus/usb/${String(bus).padStart(3, '0')}/${String(address).padStart(3, '0')}`;
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not there: the device has no such property.
    return undefined;
  }
}

function fullLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // No link, or one we may not read.
    return undefined;
  }
}

function link(path: string): string | undefined {
  const target = fullLink(path);
  return target === undefined ? undefined : basename(target);
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    // Gone meanwhile, or not ours to read.
    return [];
  }
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
