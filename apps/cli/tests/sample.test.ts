import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJson } from '../../../tests/testing/workspace.ts';
import { runCli, runShell } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const { cwd, call } = await trainTiny(afterAll);
const words = 'sample --engine simd --threads 1 --length';

describe('longrange sample', () => {
  it('writes the text and nothing else to standard output, the same for the same seed', async () => {
    const line = `${words} 60 --seed 3 --prompt`;
    const first = await runCli([...line.split(' '), 'def '], { cwd });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^def [\s\S]{60}$/) });
    expect(first.stderr).toMatch(/^engine +simd/);
    expect((await call(line, 'def ')).stdout).toBe(first.stdout);
    expect((await call(line.replace('3', '4'), 'def ')).stdout).not.toBe(first.stdout);
  });

  it('writes by a pretrained model what its card says, and names them all', async () => {
    const line = `${words} 60 --temperature 0.5 --seed 1 --model`;
    const { small } = readJson('packages/models/cards.json') as { small: { written: string } };
    expect(await call(`${line} pretrained:small --prompt`, 'def ')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`def ${small.written}`),
    });
    expect(await call(`${line} pretrained:smal`)).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'error: Expected a known pretrained model, got `smal`. Did you mean `small`?\nhint: the models are lstm, mingru, small.\n',
    });
    expect(await call(`${line} tiny`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected `--model` to be pretrained:NAME, got "tiny"'),
    });
  });

  it('writes several texts as blocks or as files', async () => {
    const { stdout } = await call(`${words} 30 --count 2`);
    const blocks = /^# -{10} 1 of 2\n([\s\S]{30})\n?# -{10} 2 of 2\n([\s\S]{30})\n?$/.exec(stdout)!;
    const files = await call(`${words} 30 --count 2 --output texts`);
    expect(files).toMatchObject({ code: 0, stdout: '' });
    const texts = [0, 1].map((index) => readFile(join(cwd, 'texts', `sample-000${index}.py`), 'utf8'));
    expect(await Promise.all(texts)).toEqual(blocks.slice(1));
  });

  it('asks until an answer will do, takes defaults for empty ones, and ends with the input', async () => {
    const answers = ['many', '20', '-1', '0', 'é', 'def ', '', '1', 'x', '30'];
    const input = `${answers.join('\n')}\n`;
    const { code, stdout, stderr } = await runCli(`${words} 10 --interactive`.split(' '), { cwd, input });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^def [\s\S]{20}\nx[\s\S]{10}\n$/),
    });
    for (const message of [
      'Expected a whole number from 1, got "many" (string).',
      'Expected a number from 0, got "-1" (string).',
      'Expected characters that the model knows, got "é".',
    ])
      expect(stderr).toContain(message);
  });

  it('ends quietly when nobody reads any more', async () => {
    const script = `($CLI ${words} 100000000; echo "exit $?" >&2) | head -c 100`;
    const { code, stdout, stderr } = await runShell(script, { cwd });
    expect([code, stdout.length]).toEqual([0, 100]);
    expect(stderr).toContain('exit 0');
    expect(stderr).not.toContain('error');
  });

  it("runs on TensorFlow.js's plain backend without its banner", async () => {
    expect(await runCli('sample --engine cpu --length 40'.split(' '), { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[\s\S]{40}$/),
      stderr: expect.stringMatching(/^engine +cpu, 1 thread\nmodel .*\n$/),
    });
  });
});
