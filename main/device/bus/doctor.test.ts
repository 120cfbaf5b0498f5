import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rtlSdrProducts } from '../rtlsdr/ids.ts';
import { UsbError } from '../transport.ts';
import { openTrouble, systemFindings, withNeighbours } from './doctor.ts';
import { isRadio } from './radios.ts';
import { linuxFacts, type LinuxFacts, type LinuxPlaces } from './linux.ts';
import { installCommand, rulesFile, rulesName } from './udev.ts';

/** A machine with one RTL stick at port 1-2, as Linux shows it. */
let root: string;
let places: LinuxPlaces;
let node: string;

const write = (path: string, text: string): void => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
};
const look = (address = 7): LinuxFacts | undefined =>
  linuxFacts('1-2', { vendorId: 0x0bda, productId: 0x2838, bus: 1, address }, places);
const bindDriver = (name: string): void => {
  mkdirSync(join(places.sysfs, '1-2', '1-2:1.0'), { recursive: true });
  symlinkSync(`../../drivers/${name}`, join(places.sysfs, '1-2', '1-2:1.0', 'driver'));
};
const openedBy = (processId: number, name: string): void => {
  mkdirSync(join(places.proc, String(processId), 'fd'), { recursive: true });
  symlinkSync(node, join(places.proc, String(processId), 'fd', '9'));
  write(join(places.proc, String(processId), 'comm'), `${name}\n`);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wavekeep-sysfs-'));
  places = {
    sysfs: join(root, 'sys'),
    dev: join(root, 'dev'),
    proc: join(root, 'proc'),
    groups: join(root, 'group'),
    rules: [join(root, 'rules.d')],
  };
  const facts = {
    idVendor: '0bda',
    idProduct: '2838',
    devnum: '7',
    speed: '480',
    manufacturer: 'Realtek',
    product: 'RTL2838UHIDIR',
    serial: '00000001',
  };
  for (const [name, text] of Object.entries(facts)) write(join(places.sysfs, '1-2', name), `${text}\n`);
  node = join(places.dev, '001', '007');
  write(node, '');
  mkdirSync(places.proc, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('what Linux says of a device that is not open', () => {
  it('is its strings and nothing to mend where the device is free', () => {
    const facts = look();
    expect(facts).toMatchObject({
      manufacturer: 'Realtek',
      serial: '00000001',
      access: 'allowed',
      speedMbit: 480,
    });
    expect(systemFindings(facts!)).toEqual({});
  });

  it('is nothing for another device in the same port', () => {
    expect(look(8)).toBeUndefined();
  });

  it('names the program and the process that have it', () => {
    bindDriver('usbfs');
    openedBy(4711, 'gqrx');
    expect(systemFindings(look()!)).toEqual({
      problem: 'The program gqrx (process 4711) is using it.',
      hint: 'Close gqrx, then try again.',
    });
  });

  it('finds no problem in what this program itself has open', () => {
    bindDriver('usbfs');
    openedBy(4711, 'wavekeep');
    expect(systemFindings(look()!, 4711)).toEqual({});
  });

  it('says how to find a program of another user', () => {
    bindDriver('usbfs');
    const { problem, hint } = systemFindings(look()!);
    expect(problem).toContain('another user');
    expect(hint).toContain(`sudo lsof ${node}`);
  });

  it('notes a kernel driver that is borrowed from, without a problem', () => {
    bindDriver('dvb_usb_rtl28xxu');
    const { problem, hint } = systemFindings(look()!);
    expect(problem).toBeUndefined();
    expect(hint).toContain('dvb_usb_rtl28xxu');
  });

  it('notes a connection too slow for samples', () => {
    write(join(places.sysfs, '1-2', 'speed'), '12\n');
    expect(systemFindings(look()!).hint).toContain('12 Mbit/s');
  });

  it('says where a device file is missing what a container needs', () => {
    rmSync(node);
    expect(systemFindings(look()!)).toMatchObject({
      problem: `Its device file ${node} is not there.`,
      hint: expect.stringContaining('--device=/dev/bus/usb') as string,
    });
  });
});

describe('several radios on one bus', () => {
  it('are told to part, unless there is a real problem', () => {
    expect(withNeighbours({}, 0)).toEqual({});
    expect(withNeighbours({}, 2).hint).toContain('2 other radios');
    expect(withNeighbours({ hint: 'Slow.' }, 1).hint).toMatch(/^Slow\. .*1 other radio:/);
    const busy = { problem: 'Busy.', hint: 'Close it.' };
    expect(withNeighbours(busy, 1)).toBe(busy);
  });
});

describe('permission', () => {
  const denied = (more: Partial<LinuxFacts>): LinuxFacts => ({ ...look()!, access: 'denied', ...more });

  it('asks for the rules, then for the group, then for the plug', () => {
    expect(systemFindings(denied({ rules: false })).hint).toContain('sudo cp "');
    expect(systemFindings(denied({ rules: true, group: 'plugdev' })).hint).toContain('usermod -aG plugdev');
    expect(systemFindings(denied({ rules: true })).hint).toContain('plug it in again');
  });

  it('sees installed rules', () => {
    expect(look()?.rules).toBe(false);
    write(join(places.rules[0]!, rulesName), '');
    expect(look()?.rules).toBe(true);
  });

  // The superuser may open everything: nothing to see there.
  it.skipIf(process.getuid?.() === 0)('is what the file system says', () => {
    chmodSync(node, 0o000);
    expect(look()?.access).toBe('denied');
  });
});

describe('what opening says where nothing is known before', () => {
  it('is the WinUSB driver on Windows', () => {
    expect(openTrouble(new UsbError('unsupported', 'x'), 'win32').hint).toContain('Zadig');
    expect(openTrouble(new UsbError('access', 'x'), 'win32').problem).toContain('Another program');
  });

  it('has a step for every error', () => {
    for (const code of [
      'stall',
      'no-device',
      'timeout',
      'busy',
      'access',
      'not-found',
      'overflow',
      'unsupported',
      'io',
    ] as const)
      for (const platform of ['linux', 'darwin', 'win32'] as const) {
        const { problem, hint } = openTrouble(new UsbError(code, 'why'), platform);
        expect(problem).toMatch(/\.$/);
        expect(hint).toMatch(/[.a-z]$/);
      }
  });
});

describe('udev rules', () => {
  const file = rulesFile();

  it('come with the program, and the command names them', () => {
    expect(file).toBeDefined();
    expect(installCommand()).toContain(`sudo cp "${file!}" /etc/udev/rules.d/`);
  });

  it('cover every radio the drivers know, and nothing else', () => {
    const ruled = [
      ...readFileSync(file!, 'utf8').matchAll(/idVendor}=="(\w{4})", ATTR{idProduct}=="(\w{4})"/g),
    ];
    const hex = (id: number): string => id.toString(16).padStart(4, '0');
    const sticks = Object.entries(rtlSdrProducts).flatMap(([vendor, products]) =>
      products.map((product) => `${hex(Number(vendor))}:${hex(product)}`),
    );
    // The last one is a HackRF that waits for new firmware: no radio at that moment.
    const others = ['1d50:6089', '1d50:604b', '1d50:cc15', '1d50:60a1', '03eb:800c', '1fc9:000c'];
    for (const id of [...sticks, ...others.slice(0, -1)]) {
      const [vendor, product] = id.split(':').map((part) => Number.parseInt(part, 16));
      expect(isRadio(vendor!, product!)).toBe(true);
    }
    expect(ruled.map(([, vendor, product]) => `${vendor!}:${product!}`).sort()).toEqual(
      [...sticks, ...others].sort(),
    );
  });
});
