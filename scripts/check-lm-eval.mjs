// Checks that lm-evaluation-harness reads what `eval --format lm-eval` writes: it finds, loads and tabulates the results of a text and of a
// model. Only the part of it that reads results is installed, without torch. Needs python3 with a package registry.
//
//   pnpm build && node scripts/check-lm-eval.mjs
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, expectText, root, run, runChecks } from './shell.mjs';

const { parseResult, toLmEval } = await import('../packages/eval/dist/index.js');
const { lmEvalFileName } = await import('../packages/eval/dist/internal/node.js');

/** Imports of `lm_eval.utils`; its other dependencies run models. */
const PACKAGES = ['jinja2', 'numpy', 'pytablewriter', 'pyyaml', 'requests', 'typing_extensions'];

await runChecks('lm-evaluation-harness', async ({ check, at, install }) => {
  const python = await install('what it imports', PACKAGES);
  await check('install it without the rest', () => {
    run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', 'lm-eval==0.4.13']);
  });
  const expectTasks = (folder, tasks) => {
    const table = run(python, [join(root, 'scripts/read-lm-eval.py'), folder]);
    for (const task of tasks) expectText(table, new RegExp(`- longrange_${task}`));
  };
  await check('reads the result of a text', () => {
    const words = ['eval', '--text', 'fixtures', '--format', 'lm-eval', '--output', at('text')];
    run(process.execPath, [cli, ...words]);
    expectTasks(at('text', readdirSync(at('text'))[0]), ['brackets', 'indentation']);
  });
  await check('reads the result of a model', () => {
    mkdirSync(at('model'));
    const fixture = join(root, 'packages/report/src/__fixtures__/complete.json');
    const result = parseResult(readFileSync(fixture, 'utf8'));
    writeFileSync(at('model', lmEvalFileName(result)), JSON.stringify(toLmEval(result)));
    expectTasks(at('model'), ['bits_per_character', 'closers', 'range_reading']);
  });
});
