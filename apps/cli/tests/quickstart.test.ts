import { expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyTraining, writeTinyCorpus } from './testing/tiny.ts';

/** Its controls train for long. The default suite tests all that it does command by command. */
const isWhole = process.env.LONGRANGE_WHOLE === '1';

it.runIf(isWhole)(
  'longrange quickstart trains, samples, measures, sums up in five lines, and says what to do next',
  async () => {
    const cwd = await temporaryFolder();
    await writeTinyCorpus(cwd);
    const words = ['quickstart', '--corpus', 'corpus', ...tinyTraining({ epochs: 2 })];
    const { code, stdout, stderr } = await runCli(words, {
      cwd,
      environment: { npm_lifecycle_event: 'quickstart' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const summary = stdout.slice(stdout.indexOf('== Summary')).split('\n');
    expect(summary.slice(1, 6).map((line) => line.split(' ')[0])).toEqual([
      'model',
      'test',
      'brackets',
      'indents',
      'parse',
    ]);
    expect(stdout).toMatch(/== 2 of 3: what it writes after "def ", at temperature 0.8\ndef /);
    expect(stdout).toMatch(/^report +runs\/\d{8}-\d{6}-quick\/eval\/step-\d{6}-\d{8}-\d{6}\/report\.html$/m);
    expect(stdout).toContain('pnpm sample --interactive');
  },
);
