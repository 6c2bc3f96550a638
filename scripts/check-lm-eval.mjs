// Whether lm-evaluation-harness reads what `eval --format lm-eval` writes: installs the part of it that reads results, without torch, into an
// environment of its own, and has it find, load and tabulate the file of a measured text and that of a result of a model. Wants a build,
// python3 and a package registry.
//
//   pnpm build && node scripts/check-lm-eval.mjs
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

const { lmEvalFileName, parseResult, toLmEval } = await import('../packages/eval/dist/index.js');

/** What `lm_eval.utils` imports; the rest of its dependencies are for running models. */
const PACKAGES = ['jinja2', 'numpy', 'pytablewriter', 'pyyaml', 'requests', 'typing_extensions'];

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-lm-eval-'));
try {
  const python = join(workplace, 'environment/bin/python');
  await checks.check('lm-evaluation-harness: install', () => {
    run('python3', ['-m', 'venv', join(workplace, 'environment')]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    run(python, [...pip, '--no-deps', 'lm-eval==0.4.13']);
    run(python, [...pip, ...PACKAGES]);
  });
  const read = (folder) => run(python, [join(root, 'scripts/read-lm-eval.py'), folder]);
  await checks.check('lm-evaluation-harness: reads the result of a text', () => {
    const output = join(workplace, 'text');
    run(process.execPath, [
      ...['apps/cli/dist/main.js', 'eval', '--text', 'fixtures'],
      ...['--format', 'lm-eval', '--output', output],
    ]);
    const [folder] = readdirSync(output);
    expectTasks(read(join(output, folder)), ['longrange_brackets', 'longrange_indentation']);
  });
  await checks.check('lm-evaluation-harness: reads the result of a model', () => {
    const folder = join(workplace, 'model');
    mkdirSync(folder);
    const fixture = join(root, 'packages/report/src/__fixtures__/complete.json');
    const result = parseResult(readFileSync(fixture, 'utf8'));
    writeFileSync(join(folder, lmEvalFileName(result)), JSON.stringify(toLmEval(result)));
    expectTasks(read(folder), [
      'longrange_bits_per_character',
      'longrange_closers',
      'longrange_range_reading',
    ]);
  });
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

function expectTasks(table, tasks) {
  const missing = tasks.filter((task) => !table.includes(`- ${task}`));
  if (missing.length > 0) throw new Error(`Expected ${missing.join(', ')} in the table, got\n${table}`);
}
