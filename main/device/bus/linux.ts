/** What Linux tells of a USB device without opening it. Nothing on other systems. */
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { rulesName } from './udev.ts';

export interface LinuxFacts {
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  /** The kernel driver of interface 0, for example dvb_usb_rtl28xxu; `usbfs` is a program. */
  readonly kernelDriver?: string;
  /** The device file. */
  readonly node: string;
  /** Whether this user may open it. */
  readonly access: 'allowed' | 'denied' | 'missing';
  /** The group the device file belongs to, where it is not root's. */
  readonly group?: string;
  /** Whether our udev rules are installed. */
  readonly rules: boolean;
  /** Who has it open, as far as we are allowed to see. */
  readonly holder?: { readonly processId: number; readonly name: string };
  /** 12 for full speed, 480 for high speed. */
  readonly speedMbit?: number;
}

/** Where Linux keeps its facts; tests have folders of their own. */
export interface LinuxPlaces {
  readonly sysfs: string;
  readonly dev: string;
  readonly proc: string;
  readonly groups: string;
  readonly rules: readonly string[];
}

const linuxPlaces: LinuxPlaces = {
  sysfs: '/sys/bus/usb/devices',
  dev: '/dev/bus/usb',
  proc: '/proc',
  groups: '/etc/group',
  rules: ['/etc/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'],
};

/**
 * The facts of the device at `port` if it has these ids; undefined where there is no sysfs, or another device
 * (a library with simulated devices has ports that sysfs does not know).
 */
export function linuxFacts(
  port: string,
  ids: { vendorId: number; productId: number; bus: number; address: number },
  places: LinuxPlaces = linuxPlaces,
): LinuxFacts | undefined {
  const folder = join(places.sysfs, port);
  const same =
    Number.parseInt(text(`${folder}/idVendor`) ?? '', 16) === ids.vendorId &&
    Number.parseInt(text(`${folder}/idProduct`) ?? '', 16) === ids.productId &&
    Number(text(`${folder}/devnum`)) === ids.address;
  if (!same) return undefined;
  const manufacturer = text(`${folder}/manufacturer`);
  const product = text(`${folder}/product`);
  const serial = text(`${folder}/serial`);
  const driver = link(`${folder}/${port}:1.0/driver`);
  const kernelDriver = driver === undefined ? undefined : basename(driver);
  const number = (value: number): string => String(value).padStart(3, '0');
  const node = join(places.dev, number(ids.bus), number(ids.address));
  const group = groupOf(node, places.groups);
  const holder = kernelDriver === 'usbfs' ? holderOf(node, places.proc) : undefined;
  const speedMbit = Number(text(`${folder}/speed`) ?? Number.NaN);
  return {
    node,
    access: existsSync(node) ? (writable(node) ? 'allowed' : 'denied') : 'missing',
    rules: places.rules.some((place) => existsSync(join(place, rulesName))),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(product === undefined ? {} : { product }),
    ...(serial === undefined ? {} : { serial }),
    ...(kernelDriver === undefined ? {} : { kernelDriver }),
    ...(group === undefined ? {} : { group }),
    ...(holder === undefined ? {} : { holder }),
    ...(Number.isFinite(speedMbit) ? { speedMbit } : {}),
  };
}

/** A process of this user (or any, for root) that has the device open. Processes of others are passed over. */
function holderOf(node: string, proc: string): { processId: number; name: string } | undefined {
  const holds = (entry: string): boolean =>
    list(`${proc}/${entry}/fd`).some((fd) => link(`${proc}/${entry}/fd/${fd}`) === node);
  const entry = list(proc).find((name) => /^\d+$/.test(name) && holds(name));
  return entry === undefined
    ? undefined
    : { processId: Number(entry), name: text(`${proc}/${entry}/comm`) ?? 'unknown' };
}

function groupOf(node: string, groups: string): string | undefined {
  try {
    const { gid } = statSync(node);
    const line =
      gid === 0
        ? undefined
        : text(groups)
            ?.split('\n')
            .find((one) => one.split(':')[2] === String(gid));
    return line?.split(':')[0];
  } catch {
    // No such file: whoever asks sees that from `access`.
    return undefined;
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not there: the device has no such property.
    return undefined;
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // No link, or one we may not read.
    return undefined;
  }
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
