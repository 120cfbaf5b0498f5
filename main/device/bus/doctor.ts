/** Why a USB radio can't be used, and the one step that mends it. */
import type { UsbError } from '../transport.ts';
import type { LinuxFacts } from './linux.ts';
import { installCommand } from './udev.ts';

/** A problem forbids using the radio; a hint alone is worth knowing. */
export interface Findings {
  readonly problem?: string;
  readonly hint?: string;
}

/** USB 2 high speed. What is slower carries no more than half a megasample a second. */
const highSpeedMbit = 480;

/** What the facts that Linux gives say of a device. Empty for one that is simply free. */
export function systemFindings(facts: LinuxFacts, ownProcessId = process.pid): Findings {
  const { node, access, holder, kernelDriver, speedMbit } = facts;
  if (access === 'missing')
    return {
      problem: `Its device file ${node} is not there.`,
      hint: 'In a container, start it with --device=/dev/bus/usb; elsewhere plug the radio in again.',
    };
  if (access === 'denied')
    return { problem: 'You may not use this USB device.', hint: permissionStep(facts) };
  // In use by another thread of this program: its own state says how it fares.
  if (holder?.processId === ownProcessId) return {};
  if (holder)
    return {
      problem: `The program ${holder.name} (process ${String(holder.processId)}) is using it.`,
      hint: `Close ${holder.name}, then try again.`,
    };
  if (kernelDriver === 'usbfs')
    return {
      problem: 'A program of another user is using it.',
      hint: 'Close that program (sudo lsof ' + node + ' names it), then try again.',
    };
  const notes: string[] = [];
  if (speedMbit !== undefined && speedMbit < highSpeedMbit)
    notes.push(
      `It is connected at ${String(speedMbit)} Mbit/s only: plug it directly into the computer, without a hub or a long cable.`,
    );
  if (kernelDriver !== undefined)
    notes.push(`The kernel driver ${kernelDriver} has it; Wavekeep borrows it while receiving.`);
  return notes.length === 0 ? {} : { hint: notes.join(' ') };
}

function permissionStep({ rules, group }: LinuxFacts): string {
  if (!rules) return `Run this once, then plug the radio in again: ${installCommand()}`;
  // The rules gave the device to this group, and you are not in it: a login without a seat, over SSH for example.
  if (group !== undefined)
    return `Run this once, then log out and in again: sudo usermod -aG ${group} "$USER"`;
  return 'The udev rules are installed: unplug the radio and plug it in again.';
}

/**
 * The findings of a device that shares its bus with so many other radios. Two at full rate need more than USB 2 has:
 * about 35 megabytes a second for all that hang on one host controller's port or hub.
 */
export function withNeighbours(findings: Findings, others: number): Findings {
  if (others === 0 || findings.problem !== undefined) return findings;
  const note = `It shares one USB bus with ${String(others)} other radio${others === 1 ? '' : 's'}: if samples are lost, plug them into different ports of the computer.`;
  return { hint: findings.hint === undefined ? note : `${findings.hint} ${note}` };
}

/** What an attempt to open a device says, on systems that tell nothing before. */
export function openTrouble(error: UsbError, platform: NodeJS.Platform = process.platform): Findings {
  const windows = platform === 'win32';
  switch (error.code) {
    case 'access':
      return windows
        ? { problem: 'Another program is using it.', hint: 'Close that program, then try again.' }
        : platform === 'linux'
          ? {
              problem: 'You may not use this USB device.',
              hint: `Run this once, then plug the radio in again: ${installCommand()}`,
            }
          : {
              problem: 'Another program or a system driver is using it.',
              hint: 'Close that program, then plug the radio in again.',
            };
    case 'unsupported':
    case 'not-found':
      return windows
        ? {
            problem: 'Windows gave it a driver that this program can not use.',
            hint: 'Run Zadig (zadig.akeo.ie), choose this radio (for sticks: Bulk-In, Interface 0) and install WinUSB.',
          }
        : {
            problem: 'The operating system gave it a driver that this program can not use.',
            hint: 'Plug the radio in again, directly at the computer.',
          };
    case 'busy':
      return { problem: 'Another program is using it.', hint: 'Close that program, then try again.' };
    default:
      return {
        problem: `It can not be opened: ${error.message}.`,
        hint: 'Unplug it and plug it in again, directly at the computer.',
      };
  }
}
