import { expect, it } from 'vitest';
import { reportOf } from '../testing/api-report.ts';
import { contract } from './index.ts';

it('the contract is what was reviewed: after a change on purpose, run `vitest run contract/api-report --update`', async () => {
  await expect(reportOf(contract)).toMatchFileSnapshot('./api-report.md');
});
