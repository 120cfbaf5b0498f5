import { describe, expect, it } from 'vitest';
import { cases, tryRadio, tryReturn } from './usb-fakeusb.ts';
import { fakeUsb, missingForFakeUsb } from './usb-fakeusb-build.ts';

const missing = missingForFakeUsb();

describe.skipIf(missing !== undefined)(
  `radios below libusb${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it.each(cases)(
      'the command line records what the $device sends, byte for byte',
      async (one) => {
        const { problem } = await tryRadio(
          one,
          fakeUsb(() => undefined),
        );
        expect(problem).toBeUndefined();
      },
      // The first run builds the addon: 10 s on a quiet machine.
      120_000,
    );

    it('the recording goes on when the stick comes back', async () => {
      const { problem } = await tryReturn(fakeUsb(() => undefined));
      expect(problem).toBeUndefined();
    }, 120_000);
  },
);
