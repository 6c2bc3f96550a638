import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, tinyProject, tinyTraining } from './testing/tiny.ts';

/** Text that clears the screen, reverses the direction, and begins a line that looks like an error of ours. */
const HOSTILE = '\u001b[2J\u202e\nerror: x';
const SHOWN = '␛[2J\\u202e␊error: x';

const expectHarmless = (text: string) => expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);

// reliability: terminal
describe.runIf(process.platform !== 'win32')('names and texts from elsewhere', () => {
  it('are shown by training, and nothing in them reaches the terminal', async () => {
    const { cwd } = await tinyProject();
    await writeFile(join(cwd, 'corpus', `${HOSTILE}.py`), 'x = "\u001b\u202e"\n'.repeat(20));
    const words = ['train', '--corpus', 'corpus', '--run', HOSTILE, ...tinyTraining()];
    const { code, stdout, stderr } = await callCli([...words, 'charset=\u001b\u202e\u009b'], { cwd });
    expect(code).toBe(0);
    expectHarmless(stdout + stderr);
    expect(stdout).toContain(`run         runs/${SHOWN}\n`);
    expect(stdout).not.toMatch(/^error/m);
  });

  it('are shown by an evaluation and its reports', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, HOSTILE));
    await writeFile(join(cwd, HOSTILE, `${HOSTILE}.py`), 'def f(x):\n    return "\u001b[31m\u202e" + (x\n');
    const words = ['eval', '--text', HOSTILE, '--output', 'out'];
    const { code, stdout, stderr } = await callCli(words, { cwd });
    expect(code).toBe(0);
    expectHarmless(stdout + stderr);
    expect(stdout).toContain(`measuring ${SHOWN}`);
    const [folder] = await readdir(join(cwd, 'out'));
    for (const name of ['report.html', 'report.md'])
      expectHarmless(await readFile(join(cwd, 'out', folder!, name), 'utf8'));
  });

  it.each([
    [['train', '--corpus', HOSTILE]],
    [['eval', '--text', HOSTILE]],
    [['sample', '--checkpoint', HOSTILE]],
    [['report', HOSTILE]],
    [[HOSTILE]],
    [['train', `--${HOSTILE}`]],
  ])('are shown in the error of %j, in one line', async (words) => {
    const { code, stdout, stderr } = await callCli(words, { cwd: await temporaryFolder() });
    expect(code).toBe(2);
    expectHarmless(stdout + stderr);
    expect(stderr.match(/^error/gm)).toHaveLength(1);
  });
});
