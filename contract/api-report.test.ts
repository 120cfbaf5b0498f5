import { expect, it } from 'vitest';
import { reportOf } from '../testing/api-report.ts';
import { contract } from './index.ts';

it('the contract is what was reviewed: `vitest -u contract/api-report` after a change on purpose', async () => {
  await expect(reportOf(contract)).toMatchFileSnapshot('./api-report.md');
});
