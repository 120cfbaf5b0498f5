/** The udev rules that give radios to whoever sits at the computer: where ours are, and how to install them. */
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

export const rulesName = '60-wavekeep.rules';

/** The rules that come with this program; undefined where a package left them out. */
export function rulesFile(from = import.meta.dirname): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    // udev can't read inside the packed archive; the file lies beside it.
    const outside = folder
      .replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)
      .replace(/app\.asar$/, 'app.asar.unpacked');
    const file = join(outside, 'resources', 'udev', rulesName);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

/** One line for a terminal that installs the rules and applies them to what is plugged in. */
export function installCommand(file = rulesFile()): string {
  const source = file ?? `resources/udev/${rulesName}`;
  return `sudo cp "${source}" /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger`;
}
