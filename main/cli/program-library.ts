/** The commands of the library: what they are called and which options they take. */
import type { Command } from 'commander';
import { crop, measure, type CropOptions, type MeasureOptions } from './analysis.ts';
import { bundleExport, bundleImport, bundleShow, type BundleOptions } from './bundle.ts';
import type { Context, Output } from './context.ts';
import { importFiles, type ImportOptions } from './import.ts';
import {
  labelAct,
  labelAdd,
  labelClass,
  labelClasses,
  labelDetect,
  labelList,
  labelRename,
  labelStatistics,
  labelUndo,
  type ClassOptions,
  type LabelAddOptions,
  type LabelDetectOptions,
} from './label.ts';
import {
  library,
  libraryCheck,
  libraryEmptyTrash,
  libraryExport,
  libraryMove,
  libraryRemove,
  libraryRetention,
  libraryShow,
  type RetentionOptions,
  type SearchOptions,
} from './library.ts';

type MakeCommand = (usage: string, description: string, parent?: Command) => Command;
type Run = (work: (context: Context) => Promise<Output>) => Promise<void>;

const searching = (command: Command): Command =>
  command
    .option('--near <hz>', 'overlaps this frequency')
    .option('--width <hz>', 'of --near: so wide, 1M')
    .option('--label <name>', 'has a label of this name')
    .option('--since <time>', 'recorded after, for example 2026-11-01')
    .option('--until <time>', 'recorded before')
    .option('--radio <name>', 'by this radio')
    .option('--text <words>', 'in name, notes, radio, author or labels')
    .option('--stars <n>', 'at least so many stars')
    .option('--snr <db>', 'has a signal at least so strong');

const detecting = (command: Command): Command =>
  command
    .option('--threshold-db <db>', 'only what is this far above the noise of its own band')
    .option('--false-alarms <n>', 'boxes an hour that noise alone may cause')
    .option('--shortest <s>', 'nothing shorter')
    .option('--gap <s>', 'bursts on one frequency that are no farther apart are one');

export function addLibraryCommands(program: Command, command: MakeCommand, runCommand: Run): void {
  // What was recorded a moment ago by another command is there for this one.
  const run: Run = (work) =>
    runCommand(async (context) => {
      await context.engine.catalogued();
      return await work(context);
    });
  command('import <path...>', 'catalogues recordings and raw files; folders with all they hold')
    .option('--copy', 'copies them into the recording folder as SigMF; otherwise they stay where they are')
    .option('--dry-run', 'only says what is there and what would be asked')
    .option('--incomplete', 'takes files too whose rate or format nobody knows')
    .option('--datatype <type>', 'of raw files: cu8, cs8, cs16, cf32, rs16, ru8, rf32')
    .option('--rate <hz>', 'of files that do not say')
    .option('--freq <hz>', 'of files that do not say')
    .option('--source <id>', 'the known source they are of')
    .option('--notes <text>', 'notes')
    .action((paths: string[], options: ImportOptions) =>
      run((context) => importFiles(context, paths, options)),
    );

  const libraryCommand = searching(command('library', 'searches the catalogue'))
    .option('--limit <n>', 'at most so many, up to 500')
    .action((options: SearchOptions) => run((context) => library(context, options)));
  command('show <id>', 'everything about a recording', libraryCommand).action((id: string) =>
    run((context) => libraryShow(context, id)),
  );
  command('check', 'compares catalogue and disk', libraryCommand)
    .option('--hashes', 'reads every byte')
    .option('--repair <kinds>', 'mends what was found: hash,size,missing,unknown,half,unreadable,unhashed')
    .action((options: { hashes?: boolean; repair?: string }) =>
      run((context) => libraryCheck(context, options)),
    );
  command('retention', 'what may go by age, size and stars; nothing goes without --apply', libraryCommand)
    .option('--older-than <days>', 'recorded earlier')
    .option('--keep <bytes>', 'the oldest go until the folder holds no more, for example 200G')
    .option('--stars-below <n>', 'with fewer stars: 1')
    .option('--labelled-too', 'also recordings with accepted labels')
    .option('--apply', 'moves them to the trash')
    .action((options: RetentionOptions) => run((context) => libraryRetention(context, options)));
  command(
    'remove <id...>',
    'to the trash; what was imported by reference is only forgotten',
    libraryCommand,
  ).action((ids: string[]) => run((context) => libraryRemove(context, ids, 'remove')));
  command('restore <id...>', 'out of the trash', libraryCommand).action((ids: string[]) =>
    run((context) => libraryRemove(context, ids, 'restore')),
  );
  command('empty-trash', 'deletes what is in the trash for good', libraryCommand).action(() =>
    run(libraryEmptyTrash),
  );
  command('move <folder>', 'moves the recording folder with everything in it', libraryCommand).action(
    (folder: string) => run((context) => libraryMove(context, folder)),
  );
  command('export <path> <id...>', 'writes recordings into one SigMF archive', libraryCommand).action(
    (path: string, ids: string[]) => run((context) => libraryExport(context, path, ids)),
  );
  command('crop <id>', 'a stretch and band as a new recording', libraryCommand)
    .requiredOption('--from <s>', 'start')
    .requiredOption('--to <s>', 'end')
    .option('--low <hz>', 'lower edge')
    .option('--high <hz>', 'upper edge')
    .option('--name <name>', 'of the new recording')
    .option('--whole', 'keeps all of the band, sample for sample')
    .action((id: string, options: CropOptions) => run((context) => crop(context, id, options)));
  command('measure <id>', 'power, bandwidth and ratio of a stretch and band', libraryCommand)
    .option('--from <s>', 'start')
    .option('--to <s>', 'end')
    .option('--low <hz>', 'lower edge')
    .option('--high <hz>', 'upper edge')
    .action((id: string, options: MeasureOptions) => run((context) => measure(context, id, options)));

  const label = program
    .command('label')
    .description('labels: list, add, name, accept, reject, undo, detect…');
  command('list <id>', 'labels of a recording', label).action((id: string) =>
    run((context) => labelList(context, id)),
  );
  command('add <id> <name>', 'draws a box', label)
    .requiredOption('--from <s>', 'start')
    .requiredOption('--to <s>', 'end')
    .requiredOption('--low <hz>', 'lower edge')
    .requiredOption('--high <hz>', 'upper edge')
    .option('--comment <text>', 'a comment')
    .action((id: string, name: string, options: LabelAddOptions) =>
      run((context) => labelAdd(context, id, name, options)),
    );
  command('name <id> <name> <uuid...>', "names labels; 'all' stands for every label", label).action(
    (id: string, name: string, uuids: string[]) => run((context) => labelAct(context, id, uuids, { name })),
  );
  for (const [word, verdict] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const)
    command(`${word} <id> <uuid...>`, `${word}s labels; 'all' stands for every label`, label).action(
      (id: string, uuids: string[]) => run((context) => labelAct(context, id, uuids, { verdict })),
    );
  command('remove <id> <uuid...>', "removes labels; 'all' stands for every label", label).action(
    (id: string, uuids: string[]) => run((context) => labelAct(context, id, uuids, 'remove')),
  );
  for (const way of ['undo', 'redo'] as const)
    command(`${way} <id>`, `${way}es the last step of a recording's labels`, label).action((id: string) =>
      run((context) => labelUndo(context, id, way)),
    );
  detecting(command('detect <id>', 'signals found become labels to be reviewed', label)).action(
    (id: string, options: LabelDetectOptions) => run((context) => labelDetect(context, id, options)),
  );
  searching(command('statistics', 'how many labels of each class, and how they were reviewed', label)).action(
    (options: SearchOptions) => run((context) => labelStatistics(context, options)),
  );
  command('classes', 'the classes in their order', label).action(() => run(labelClasses));
  command('class <name>', 'adds or changes a class', label)
    .option('--colour <hex>', 'for example #4477aa')
    .option('--key <n>', 'its number key, 1 to 9')
    .action((name: string, options: ClassOptions) => run((context) => labelClass(context, name, options)));
  command('rename <from> <to>', 'renames a class with every label of that name', label).action(
    (from: string, to: string) => run((context) => labelRename(context, from, to)),
  );

  const bundle = program.command('bundle').description('from machine to machine: export, show, import');
  searching(command('export <path>', 'settings, sources, sessions, recordings, labels in one file', bundle))
    .option('--parts <list>', 'settings,sources,sessions,recordings,labels,models')
    .action((path: string, options: BundleOptions) => run((context) => bundleExport(context, path, options)));
  command('show <path>', 'what a bundle holds, and what of it is here', bundle).action((path: string) =>
    run((context) => bundleShow(context, path)),
  );
  command('import <path>', 'takes a bundle in', bundle)
    .option('--parts <list>', 'settings,sources,sessions,recordings,labels,models')
    .option('--conflicts <rule>', 'keep-mine, take-theirs or keep-both')
    .action((path: string, options: BundleOptions) => run((context) => bundleImport(context, path, options)));
}
