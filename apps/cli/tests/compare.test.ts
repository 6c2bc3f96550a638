import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseComparison, parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, tinyTraining, writeTinyCorpus } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1', '--parser', 'wasm'];
const little = ['--suite', 'quick', '--samples', '8', '--length', '200', ...engine];
let cwd: string;
let removeAll: () => Promise<void>;

const train = async (run: string, ...words: string[]) => {
  const all = ['train', '--corpus', 'corpus', '--run', run, ...words, ...tinyTraining({ everySteps: 30 })];
  expect((await callCli([...all, 'keepCheckpoints=9'], { cwd })).code).toBe(0);
};
const compare = (...words: string[]) => callCli(['compare', ...words], { cwd });

/** Reads the newest comparison. */
async function readComparison(folder = join(cwd, 'runs', 'comparisons')) {
  const name = (await readdir(folder)).sort().at(-1)!;
  const read = (file: string) => readFile(join(folder, name, file), 'utf8');
  return {
    comparison: parseComparison(await read('comparison.json')),
    html: await read('comparison.html'),
    markdown: await read('comparison.md'),
    documents: await readdir(join(folder, name, 'documents')),
  };
}

beforeAll(async () => {
  cwd = await temporaryFolder((remove) => {
    removeAll = remove;
  });
  await writeTinyCorpus(cwd);
  await train('one', '--seed', '1');
  await train('two', '--seed', '2');
});
afterAll(() => removeAll());

describe('longrange compare', () => {
  it('compares checkpoints of one run, by rising step, on the same documents', async () => {
    const words = ['compare', 'one@latest,30,60', ...little, '--output', 'steps'];
    const { code, stdout } = await callCli(words, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/one, step 30: \d\.\d{3} bits per character/);
    const { comparison, html, markdown, documents } = await readComparison(join(cwd, 'steps'));
    expect(comparison.kind).toBe('checkpoints');
    expect(documents).toHaveLength(3);
    const steps = comparison.contenders.map(({ runs }) => runs[0]!.step);
    expect(steps.slice(0, 2)).toEqual([30, 60]);
    expect(comparison.contenders[0]!.label).toBe('one@30');
    const [bits] = comparison.measures;
    expect(bits).toMatchObject({ measure: 'bits-carried', paired: true });
    // It learns: fewer bits later.
    expect(bits!.differences.map(({ a, b, difference }) => [a, b, difference < 0])).toEqual([
      [1, 0, true],
      [2, 0, true],
    ]);
    expect(html).toContain('<!doctype html>');
    expect(markdown).toContain('## Bits per character, state carried');
  });

  it('takes runs that differ in their seed as one, and uses again what was measured', async () => {
    const first = await compare('one', 'two', ...little);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('seeds       one (2 seeds): 2 runs that differ only in their seed');
    const { comparison } = await readComparison();
    expect(comparison.contenders).toHaveLength(1);
    const [value] = comparison.measures[0]!.values;
    expect(value!.spread).toMatchObject({ runs: 2, min: Math.min(...(value!.byRun as number[])) });
    const again = await compare('one', 'two', ...little, '--output', 'runs/comparisons');
    expect(again.stdout.match(/measured before, in /g)).toHaveLength(2);
    const fresh = await compare('one', 'two', ...little, '--fresh', '--output', 'elsewhere');
    expect(fresh.stdout).not.toContain('measured before');
    const [one, other] = [await readComparison(), await readComparison(join(cwd, 'elsewhere'))];
    expect(one.documents).toEqual([]);
    expect(one.comparison.measures).toEqual(other.comparison.measures);
  });

  it('measures of networks in a quick comparison what a quick evaluation does, ranges among it', async () => {
    const words = ['eval', '--checkpoint', 'runs/two', ...little, '--skip-controls', '--output', 'evaluated'];
    expect(await callCli(words, { cwd })).toMatchObject({ code: 0, stderr: '' });
    const read = async (...path: string[]) => parseDocumentScores(await readFile(join(cwd, ...path), 'utf8'));
    const [evaluation] = await readdir(join(cwd, 'evaluated'));
    const own = await read('evaluated', evaluation!, 'documents.json');
    expect((await compare('one', 'two', ...little, '--fresh', '--output', 'ranges')).code).toBe(0);
    const [name] = await readdir(join(cwd, 'ranges'));
    const [file] = (await readdir(join(cwd, 'ranges', name!, 'documents'))).filter((one) => /two/.test(one));
    const compared = await read('ranges', name!, 'documents', file!);
    expect(compared.tallies.map(({ measure }) => measure)).toContain('minimal-pairs');
    expect(compared.tallies).toEqual(own.tallies);
    expect(compared.ranges).toEqual(own.ranges);
    expect(compared).toMatchObject({
      suite: 'quick',
      ranges: { scoring: {}, generation: { temperature: 0.8 } },
    });
    // So scores of the evaluation are reused in a comparison.
    const again = await compare('one', `evaluated/${evaluation}`, ...little, '--output', 'again');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    const { comparison } = await readComparison(join(cwd, 'again'));
    const minimalPairs = comparison.measures.find(
      ({ measure, range }) => measure === 'minimal-pairs' && range === null,
    );
    expect(minimalPairs).toMatchObject({ paired: true });
    expect(minimalPairs!.values[0]!.n).toBe(minimalPairs!.values[1]!.n);
  }, 120_000);

  it('says what is wrong', async () => {
    expect((await compare()).stderr).toMatch(
      /^error: Expected two or more models, or several checkpoints of one run, got none\.\nhint: /,
    );
    const single = await compare('one');
    expect(single).toMatchObject({ code: 2, stdout: '' });
    expect(single.stderr).toMatch(/got one \(runs\/one\/checkpoints\/step-\d+, step \d+\)\./);
    const missing = await compare('one@77,latest');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(
      /Expected a checkpoint of step 77 in runs\/one, got only those of steps 30; 60/,
    );
    expect((await compare('one', 'tow')).stderr).toContain('hint: did you mean `two`?');
  });

  it('refuses runs of different corpora, and names both', async () => {
    await cp(join(cwd, 'corpus'), join(cwd, 'other'), { recursive: true });
    await writeFile(join(cwd, 'other', 'more.py'), 'x = 1\n'.repeat(50));
    const words = ['train', '--corpus', 'other', '--run', 'foreign', ...tinyTraining(), 'maxCharacters=500'];
    expect((await callCli(words, { cwd })).code).toBe(0);
    const { code, stderr } = await compare('one', 'foreign');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /error: Expected runs of one corpus and one split, got one \(\S*corpus, SHA-256 \w+…, split: .*\) and foreign \(\S*other, SHA-256 /,
    );
  });
});
