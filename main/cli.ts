#!/usr/bin/env node
/** The command line: the same engine as the desktop application, without a window. See docs/cli.md. */
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { Fault } from '../contract/fault.ts';
import { bench } from './cli/bench.ts';
import { fail, profileDir, run, version, type GlobalOptions } from './cli/context.ts';
import { devices } from './cli/devices.ts';
import { health } from './cli/health.ts';
import { record, type RecordOptions } from './cli/record.ts';
import { scene } from './cli/scene.ts';
import { serial, type SerialOptions } from './cli/serial.ts';
import { serveCommand, type ServeOptions } from './cli/serve.ts';
import { spectrogram, type SpectrogramOptions } from './cli/spectrogram.ts';
import { validate } from './cli/validate.ts';

const program = new Command('wavekeep')
  .description(
    'Control your radios, keep every signal. Numbers take suffixes: 100.1M, 433.92e6, 250k, 10s, 5min.',
  )
  .version(version())
  .option('--json', 'exactly one JSON document on standard output')
  .option('--quiet', 'no progress')
  .option('--data <dir>', 'the profile folder')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .configureOutput({ writeErr: () => undefined });

const globals = (): GlobalOptions => program.opts<GlobalOptions>();

/** The options every command takes may also stand behind its name. */
function command(usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--json', 'exactly one JSON document on standard output')
    .option('--quiet', 'no progress')
    .option('--data <dir>', 'the profile folder')
    .hook('preAction', (_root, action) => {
      for (const [name, value] of Object.entries(action.opts<GlobalOptions>()))
        if (['json', 'quiet', 'data'].includes(name)) program.setOptionValue(name, value);
    });
}

command('devices', 'lists the radios found').action(() => run(globals(), devices));

command('record <radio>', 'makes one recording')
  .option('--freq <hz>', 'centre frequency')
  .option('--rate <hz>', 'samples per second')
  .option('--seconds <s>', 'length; without it until Ctrl-C')
  .option('--gain <gain>', 'auto, dB, or NAME=dB,…')
  .option('--out <path>', 'name of the recording, without extension')
  .option('--datatype <type>', 'of a raw file: cu8, cs8, cs16, cf32')
  .action((radio: string, options: RecordOptions) =>
    run(globals(), (context) => record(context, radio, options)),
  );

command('scene <radio>', 'prints the truth of a simulated scene').action((radio: string) =>
  run(globals(), (context) => scene(context, radio)),
);

command('spectrogram <input>', 'makes a waterfall picture with axes')
  .requiredOption('--out <png>', 'the picture')
  .option('--fft <n>', 'transform size, a power of two')
  .option('--from <s>', 'start')
  .option('--to <s>', 'end')
  .option('--palette <name>', 'colours')
  .option('--datatype <type>', 'of a raw file: cu8, cs8, cs16, cf32')
  .option('--rate <hz>', 'of a raw file')
  .option('--freq <hz>', 'of a raw file')
  .action((input: string, options: SpectrogramOptions) =>
    run(globals(), (context) => spectrogram(context, input, options)),
  );

command('validate <path...>', 'checks recordings against SigMF').action((paths: string[]) =>
  run(globals(), (context) => validate(context, paths)),
);

command('serial <radio>', "changes an RTL-SDR's serial number, keeping a copy of what was there")
  .option('--set <serial>', 'the new serial number')
  .option('--restore <file>', 'writes back what was kept before')
  .option('--backup <file>', 'where to keep what is there now')
  .option('--yes', 'does not ask')
  .action((radio: string, options: SerialOptions) =>
    run(globals(), (context) => serial(context, radio, options, join(profileDir(globals()), 'backups'))),
  );

command('health', 'tries every component').action(() => run(globals(), health));

command('bench [which]', 'measures this machine: spectrum, bridge, recording').action((which?: string) =>
  run(globals(), (context) => bench(context, which)),
);

command('serve', 'the whole application in a browser; prints the address with its one-time token')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <n>', 'port; 0 takes a free one', '0')
  .option('--files <folder...>', 'folders the file browser may show besides the recordings')
  .action((options: ServeOptions) => serveCommand(globals(), options));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) {
      const json = process.argv.includes('--json');
      fail(
        { json },
        new Fault('invalid', error.message.replace(/^error: /, ''), {
          hint: 'wavekeep --help lists the commands and their options.',
        }),
        2,
      );
    }
  } else throw error;
}
