#!/usr/bin/env node
/** The command line: the same engine as the desktop application, without a window. See docs/cli.md. */
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { Fault } from '../contract/fault.ts';
import { bench } from './cli/bench.ts';
import { fail, profileDir, run, version, type GlobalOptions } from './cli/context.ts';
import { detect, type DetectOptions } from './cli/detect.ts';
import { devices } from './cli/devices.ts';
import { health } from './cli/health.ts';
import { loadtest, type LoadTestOptions } from './cli/loadtest.ts';
import { addLibraryCommands } from './cli/program-library.ts';
import { record, type RecordOptions } from './cli/record.ts';
import { scene } from './cli/scene.ts';
import { serial, type SerialOptions } from './cli/serial.ts';
import {
  sessionCreate,
  sessionList,
  sessionMove,
  sessionShow,
  sessionStart,
  type SessionCreateOptions,
} from './cli/session.ts';
import { serveCommand, type ServeOptions } from './cli/serve.ts';
import {
  sourceAdd,
  sourceExport,
  sourceImport,
  sourceList,
  sourceRemove,
  type SourceAddOptions,
} from './cli/source.ts';
import { spectrogram, type SpectrogramOptions } from './cli/spectrogram.ts';
import {
  taskAdd,
  taskAudit,
  taskList,
  taskOrphans,
  taskShow,
  taskWait,
  type TaskListOptions,
} from './cli/task.ts';
import { taskAct, taskEnd, taskPause, taskPriority } from './cli/task-act.ts';
import type { TaskAddOptions } from './cli/task-draft.ts';
import { validate } from './cli/validate.ts';
import { worker, type WorkerOptions } from './cli/worker.ts';

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
function command(usage: string, description: string, parent = program): Command {
  return parent
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

command('detect <input>', 'finds signals in time and frequency')
  .option('--threshold-db <db>', 'tells only what is this far above the noise of its own band: 0')
  .option('--false-alarms <n>', 'boxes an hour that noise alone may cause: 1')
  .option('--shortest <s>', 'nothing shorter: 1 ms')
  .option('--gap <s>', 'bursts on one frequency that are no farther apart are one: 20 ms')
  .option('--from <s>', 'start')
  .option('--to <s>', 'end')
  .option('--datatype <type>', 'of a raw file: cu8, cs8, cs16, cf32')
  .option('--rate <hz>', 'of a raw file or a radio')
  .option('--freq <hz>', 'of a raw file or a radio')
  .action((input: string, options: DetectOptions) =>
    run(globals(), (context) => detect(context, input, options)),
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

addLibraryCommands(program, command, (work) => run(globals(), work));

const task = program.command('task').description('acquisition tasks: add, list, show, cancel, retry, wait…');
command('add', 'adds an acquisition task; answers when it is on disk', task)
  .requiredOption('--radio <selector>', 'any, a kind (rtlsdr), group:NAME, or one radio (sim:band)')
  .requiredOption('--freq <hz>', 'frequency')
  .requiredOption('--bandwidth <hz>', 'bandwidth kept')
  .requiredOption('--seconds <s>', 'length; with --when of each capture at most')
  .option('--name <text>', 'a name')
  .option('--at <time>', 'begins at this time, for example 2026-12-24T18:30')
  .option('--every <cron>', 'repeats: minute hour day month weekday')
  .option('--zone <name>', 'time zone of --every, for example Europe/Rome')
  .option('--until <time>', 'of --every: no run after this time')
  .option('--window <s>', 'may begin this much later, then it is skipped')
  .option('--missed <policy>', 'late or skip: a run whose time passed while nobody ran the queue')
  .option('--when <trigger>', 'records while the power is above a level: above=-60 (dBFS)')
  .option('--hysteresis <db>', 'of --when: closes this far below')
  .option('--pre-roll <s>', 'of --when: kept from before')
  .option('--hold <s>', 'of --when: goes on after the power fell')
  .option('--captures <n>', 'of --when: ends after so many')
  .option('--listen <s>', 'of --when: ends after listening so long')
  .option('--stop-bytes <n>', 'ends early after so many bytes of IQ, for example 100M')
  .option('--stop-silence <level>', 'ends early when the power stays below a level: below=-80 (dBFS)')
  .option('--silence-for <s>', 'of --stop-silence: for so long, 10s')
  .option('--gain <gain>', 'auto, dB, or NAME=dB,…')
  .option('--priority <n>', '-100 to 100')
  .option('--interruptible', 'may be cut short for a task of higher priority, and is then run anew')
  .option('--absent <policy>', 'wait or fail: no such radio is connected')
  .option('--source <id>', 'the known source it is about')
  .option('--notes <text>', 'notes')
  .option('--products <list>', 'iq, spectrogram, power, metrics')
  .option('--retries <n>', 'tries after the first')
  .action((options: TaskAddOptions) => run(globals(), (context) => taskAdd(context, options)));
command('list', 'lists tasks, newest first', task)
  .option('--state <states>', 'queued,running,succeeded,failed,dead,cancelled,skipped')
  .option('--find <text>', 'in name, notes or radio')
  .option('--limit <n>', 'at most so many')
  .action((options: TaskListOptions) => run(globals(), (context) => taskList(context, options)));
command('show <id...>', 'everything about tasks: tries, products, what happened', task).action(
  (ids: string[]) => run(globals(), (context) => taskShow(context, ids)),
);
for (const [name, action, description] of [
  ['cancel', 'cancel', 'cancels tasks'],
  ['undo', 'undoCancel', 'puts tasks back that were cancelled before they began'],
  ['retry', 'retry', 'runs ended tasks again'],
  ['now', 'runNow', 'runs queued tasks now, whatever their time'],
] as const)
  command(`${name} <id...>`, description, task).action((ids: string[]) =>
    run(globals(), (context) => taskAct(context, action, ids)),
  );
command('priority <n> <id...>', 'who goes first, -100 to 100: put -- before a negative one', task).action(
  (priority: string, ids: string[]) => run(globals(), (context) => taskPriority(context, priority, ids)),
);
command('end <id...>', 'ends the repetitions these tasks are runs of', task).action((ids: string[]) =>
  run(globals(), (context) => taskEnd(context, ids)),
);
command('wait <id...>', 'waits until tasks have ended', task).action((ids: string[]) =>
  run(globals(), (context) => taskWait(context, ids)),
);
command('pause', 'nothing new begins', task).action(() =>
  run(globals(), (context) => taskPause(context, true)),
);
command('resume', 'the queue goes on', task).action(() =>
  run(globals(), (context) => taskPause(context, false)),
);
command('audit', 'who did what when, newest first; of the whole queue', task)
  .option('--limit <n>', 'at most so many')
  .action((options: { limit?: string }) => run(globals(), (context) => taskAudit(context, options.limit)));
command('orphans', 'files of the recording folder that nothing knows', task).action(() =>
  run(globals(), taskOrphans),
);

command('worker', 'runs the queue until Ctrl-C')
  .option('--drain', 'until nothing that is due is left')
  .action((options: WorkerOptions) =>
    run(globals(), (context) => worker(context, options), { runsTasks: true }),
  );

command('loadtest', 'submits tasks through the real bridge and runs them to completion')
  .option('--tasks <n>', 'how many', '50')
  .option('--radio <selector>', 'who serves them: sim:band')
  .option('--sustain <s>', 'goes on submitting for so long')
  .option('--rate <n>', 'submissions a second while sustained: 5')
  .option('--freq <hz>', 'frequency of the first: 446M, where sim:band has its carriers')
  .option('--step <hz>', 'from one to the next: 25k')
  .option('--bandwidth <hz>', 'of each: 12.5k')
  .option('--seconds <s>', 'of each: 1')
  .option('--report <dir>', 'writes load-test.md and load-test.json')
  .action((options: LoadTestOptions) =>
    run(globals(), (context) => loadtest(context, options), { runsTasks: true }),
  );

const source = program.command('source').description('known sources: list, add, remove, import, export');
command('list', 'lists known sources', source).action(() => run(globals(), sourceList));
command('add <name>', 'adds a source', source)
  .option('--freq <hz>', 'frequency')
  .option('--bandwidth <hz>', 'bandwidth')
  .option('--lat <deg>', 'latitude, WGS 84')
  .option('--lon <deg>', 'longitude, WGS 84')
  .option('--error <m>', 'the true place lies within this distance')
  .option('--notes <text>', 'notes')
  .action((name: string, options: SourceAddOptions) =>
    run(globals(), (context) => sourceAdd(context, name, options)),
  );
command('remove <id>', 'removes a source', source).action((id: string) =>
  run(globals(), (context) => sourceRemove(context, id)),
);
command('import <file>', 'adds the sources of a CSV, GPX or KML file', source).action((path: string) =>
  run(globals(), (context) => sourceImport(context, path)),
);
command('export <file>', 'writes all sources as CSV', source).action((path: string) =>
  run(globals(), (context) => sourceExport(context, path)),
);

const session = program
  .command('session')
  .description('recording sessions: list, create, start, show, approve, reject, reopen');
command('list', 'lists sessions', session).action(() => run(globals(), sessionList));
command('create <name>', 'one signal, several receivers at once', session)
  .requiredOption('--freq <hz>', 'frequency')
  .requiredOption('--bandwidth <hz>', 'bandwidth kept')
  .requiredOption('--seconds <s>', 'length')
  .requiredOption('--receivers <radio...>', 'one result each')
  .option('--source <id>', 'the known source it is about')
  .option('--notes <text>', 'notes')
  .action((name: string, options: SessionCreateOptions) =>
    run(globals(), (context) => sessionCreate(context, name, options)),
  );
command('start <id>', 'asks every receiver at once', session).action((id: string) =>
  run(globals(), (context) => sessionStart(context, id)),
);
command('show <id>', 'a session with the result of every receiver', session).action((id: string) =>
  run(globals(), (context) => sessionShow(context, id)),
);
for (const move of ['approve', 'reject', 'reopen'] as const)
  command(`${move} <id>`, `${move}s a recorded session`, session)
    .option('--notes <text>', 'why')
    .action((id: string, options: { notes?: string }) =>
      run(globals(), (context) => sessionMove(context, move, id, options.notes)),
    );

command('health', 'tries every component').action(() => run(globals(), health));

command(
  'bench [which]',
  'measures this machine: spectrum, channels, bridge, queue, library, recording',
).action((which?: string) => run(globals(), (context) => bench(context, which)));

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
