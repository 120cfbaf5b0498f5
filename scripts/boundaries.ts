/** `npm run boundaries`: the import rules over the tree, and each rule over its bad example, which must fail. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { boundaries } from './boundary-rules.ts';

const root = join(import.meta.dirname, '..');

const forbidden: IForbiddenRuleType[] = [
  ...boundaries.map((rule): IForbiddenRuleType => ({
    name: rule.name,
    severity: 'error',
    from: { path: rule.from, ...(rule.except === undefined ? {} : { pathNot: rule.except }) },
    to: rule.never ? { path: [...rule.never] } : { pathNot: [...(rule.allowed ?? [])] },
  })),
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-orphans',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [
        '\\.d\\.ts$',
        '\\.test\\.tsx?$',
        '^(scripts|e2e|testing)/',
        '\\.config\\.ts$',
        '\\.worker\\.ts$',
        '^preload/',
      ],
    },
    to: {},
  },
  {
    name: 'no-undeclared-packages',
    severity: 'error',
    from: { path: '^(contract|main|renderer|preload|native)/', pathNot: '\\.test\\.tsx?$' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

async function violations(baseDir: string, folders: string[]): Promise<{ rule: string; text: string }[]> {
  const result = await cruise(folders, {
    baseDir,
    validate: true,
    ruleSet: { forbidden },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)(out|dist|native/build)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  });
  const output = result.output as ICruiseResult;
  return output.summary.violations.map((v) => ({
    rule: v.rule.name,
    text: `${v.rule.name}: ${v.from} -> ${v.to}`,
  }));
}

/** A tree with only the bad file and what it imports: the rule must report exactly that. */
async function badExampleFails(rule: (typeof boundaries)[number]): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'wavekeep-bad-'));
  try {
    const file = join(dir, rule.bad.file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import '${rule.bad.imports}';\n`);
    writeFileSync(join(dir, 'package.json'), '{ "name": "bad", "type": "module" }');
    if (rule.bad.imports.startsWith('.')) {
      const target = join(dirname(file), rule.bad.imports);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, 'export {};\n');
    }
    const found = await violations(dir, [relative(dir, file)]);
    return found.some((violation) => violation.rule === rule.name);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let failed = 0;
for (const rule of boundaries) {
  if (await badExampleFails(rule)) continue;
  failed++;
  console.error(
    `The rule ${rule.name} let its bad example pass: ${rule.bad.file} imports ${rule.bad.imports}`,
  );
}
const found = await violations(root, [
  'contract',
  'main',
  'renderer',
  'preload',
  'native',
  'testing',
  'scripts',
  'e2e',
]);
for (const { text } of found) console.error(text);
failed += found.length;
console.log(
  failed === 0
    ? `Boundaries hold; ${boundaries.length} rules each proved by a bad example.`
    : `${failed} boundary problems.`,
);
process.exitCode = failed === 0 ? 0 : 1;
