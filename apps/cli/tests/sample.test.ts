import { cp, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli, runShell } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];
let cwd: string;
let removeAll: () => Promise<void>;

beforeAll(async () => {
  cwd = await trainTiny((remove) => {
    removeAll = remove;
  });
});
afterAll(() => removeAll());

const wordsOf = (words: readonly string[]) => ['sample', ...engine, ...words];
const sample = (words: readonly string[]) => callCli(wordsOf(words), { cwd });

describe('longrange sample', () => {
  it('writes the text and nothing else to standard output, the same for the same seed', async () => {
    const words = ['--prompt', 'def ', '--length', '60', '--seed', '3'];
    const first = await runCli(wordsOf(words), { cwd });
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^def /);
    expect(first.stdout).toHaveLength(64);
    expect(first.stderr).toMatch(/^engine +simd/);
    expect((await sample(words)).stdout).toBe(first.stdout);
    expect((await sample([...words.slice(0, -1), '4'])).stdout).not.toBe(first.stdout);
  });

  it('writes several texts as blocks or as files', async () => {
    const blocks = await sample(['--count', '2', '--length', '30']);
    expect(blocks.stdout).toMatch(/^# -{10} 1 of 2\n[\s\S]{30}\n?# -{10} 2 of 2\n[\s\S]{30}\n?$/);
    expect(await sample(['--count', '2', '--length', '30', '--output', 'texts'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    const [one, two] = /1 of 2\n([\s\S]{30})\n?.*2 of 2\n([\s\S]{30})/s.exec(blocks.stdout)!.slice(1);
    expect(await readFile(join(cwd, 'texts', 'sample-0000.py'), 'utf8')).toBe(one);
    expect(await readFile(join(cwd, 'texts', 'sample-0001.py'), 'utf8')).toBe(two);
  });

  it('asks until an answer will do, takes defaults for empty ones, and ends with the input', async () => {
    const answers = ['many', '20', '-1', '0', 'é', 'def ', '', '1', 'x', '30'];
    const input = `${answers.join('\n')}\n`;
    const words = wordsOf(['--interactive', '--length', '10']);
    const { code, stdout, stderr } = await runCli(words, { cwd, input });
    expect(code).toBe(0);
    const [first, second] = [stdout.slice(0, 25), stdout.slice(25)];
    expect(first).toMatch(/^def [\s\S]{20}\n$/);
    expect(second).toMatch(/^x[\s\S]{10}\n$/);
    expect(stderr).toContain('Expected a whole number from 1, got "many" (string).');
    expect(stderr).toContain('Expected a number from 0, got "-1" (string).');
    expect(stderr).toContain('Expected characters that the model knows, got "é".');
  });

  it('ends quietly when nobody reads any more', async () => {
    const { code, stdout, stderr } = await runShell(
      `($CLI sample ${engine.join(' ')} --length 100000000; echo "exit $?" >&2) | head -c 100`,
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toHaveLength(100);
    expect(stderr).toContain('exit 0');
    expect(stderr).not.toContain('error');
  });

  it("runs on TensorFlow.js's plain backend without its banner", async () => {
    const { code, stdout, stderr } = await runCli(['sample', '--engine', 'cpu', '--length', '40'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toHaveLength(40);
    expect(stderr).toMatch(/^engine +cpu, 1 thread\nmodel .*\n$/);
  });

  it('refuses a damaged checkpoint', async () => {
    const checkpoints = join(cwd, 'runs', 'tiny', 'checkpoints');
    const damaged = join(cwd, 'damaged');
    await cp(join(checkpoints, (await readdir(checkpoints)).sort().at(-1)!), damaged, { recursive: true });
    await truncate(join(damaged, 'weights.bin'), 100);
    const { code, stderr } = await sample(['--checkpoint', damaged]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: Expected weights\.bin as it was written \(SHA-256 .*\), got 100 bytes with /,
    );
  });

  it('names the nearest word for a checkpoint', async () => {
    const missing = await sample(['--checkpoint', 'lates']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(
      /^error: Expected `latest`, `best`, or the path .*, got "lates" .*\nhint: did you mean `latest`\?\n$/,
    );
  });
});
