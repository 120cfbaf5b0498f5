/** Vendor requests of the HackRF's firmware. */
export const request = {
  mode: 1,
  sampleRate: 6,
  filter: 7,
  boardId: 14,
  version: 15,
  frequency: 16,
  amplifier: 17,
  partSerial: 18,
  lnaGain: 19,
  vgaGain: 20,
  antennaPower: 23,
  explicitFrequency: 24,
  sweep: 26,
  operaCakes: 27,
  hardwareSync: 29,
  reset: 30,
  clockOut: 32,
  m0State: 41,
  overrunLimit: 43,
  clockIn: 44,
  boardRevision: 45,
  platform: 46,
} as const;

/** wValue of the mode request. */
export const mode = { off: 0, receive: 1, sweep: 5 } as const;

/** API versions (bcdDevice) from which on a request is known. */
export const since = {
  sync: 0x0102,
  sweep: 0x0102,
  reset: 0x0102,
  clockOut: 0x0103,
  startSweep: 0x0104,
  operaCakes: 0x0105,
  m0State: 0x0106,
  clockIn: 0x0106,
  overrunLimit: 0x0106,
  revision: 0x0106,
} as const;
