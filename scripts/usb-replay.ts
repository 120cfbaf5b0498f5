/**
 * `npm run -s usb:replay -- DIR`: drives our USB drivers through golden transcripts of the reference drivers.
 * DIR holds index.json and its transcripts. One line per scenario, then `N passed, M failed`; exit 1 if any failed.
 */
import { replayFolder } from './usb-replay-folder.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Say which folder: npm run -s usb:replay -- DIR');
  process.exitCode = 2;
} else {
  const verdicts = await replayFolder(folder);
  for (const { name, problem, notOffered } of verdicts) {
    console.log(problem === undefined ? `pass  ${name}` : `FAIL  ${name}: ${problem}`);
    for (const reason of notOffered) console.log(`      not offered: ${reason}`);
  }
  const failed = verdicts.filter((verdict) => verdict.problem !== undefined).length;
  console.log(`${String(verdicts.length - failed)} passed, ${String(failed)} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
