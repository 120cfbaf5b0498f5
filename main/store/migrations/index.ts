/** Every change of the tables, in order: migration n brings a file from version n - 1 to n. */
import { sql as tasks } from './0001-tasks.ts';
import { sql as library } from './0002-library.ts';
import { sql as labelChanges } from './0003-label-changes.ts';

export const migrations: readonly string[] = [tasks, library, labelChanges];
