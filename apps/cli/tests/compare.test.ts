import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseComparison, parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyProject, tinyTraining } from './testing/tiny.ts';

const { cwd, call } = await tinyProject(afterAll);
const little = '--suite quick --samples 6 --length 150 --engine simd --threads 1';

const train = (line: string, ...settings: string[]) =>
  call(`train ${line}`, ...tinyTraining({ everySteps: 30 }), ...settings);

/** Compares into a folder `output`, and reads the comparison. */
async function compare(output: string, line: string) {
  const { code, stdout, stderr } = await call(`compare ${line} ${little} --output ${output}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const folder = join(cwd, output);
  const name = (await readdir(folder)).sort().at(-1)!;
  const read = (...path: string[]) => readFile(join(folder, name, ...path), 'utf8');
  const documents = await readdir(join(folder, name, 'documents'));
  return { stdout, read, documents, ...parseComparison(await read('comparison.json')) };
}

beforeAll(async () => {
  for (const [run, seed] of Object.entries({ one: 1, two: 2 }))
    expect(await train(`--corpus corpus --run ${run} --seed ${seed}`, 'keepCheckpoints=9')).toMatchObject({
      code: 0,
    });
});

describe('longrange compare', () => {
  it('compares checkpoints of one run, by rising step, on the same documents', async () => {
    const compared = await compare('steps', 'one@latest,30');
    expect(compared.stdout).toMatch(/^one, step 30: scoring .*: \d\.\d{3} bits per character/m);
    expect(compared.kind).toBe('checkpoints');
    expect(compared.documents).toHaveLength(2);
    expect(compared.contenders.map(({ label }) => label)).toEqual([
      'one@30',
      expect.stringMatching(/^one@(?!30$)\d+$/),
    ]);
    const bits = compared.measures.find(({ measure }) => measure === 'bits-carried-per-document');
    expect(bits).toMatchObject({ paired: true, differences: [{ a: 1, b: 0 }] });
    // It learns: fewer bits later.
    expect(bits!.differences[0]!.difference).toBeLessThan(0);
    expect(await compared.read('comparison.html')).toContain('<!doctype html>');
    expect(await compared.read('comparison.md')).toContain('## Bits per character');
  });

  it('gates a later checkpoint by an earlier one, in the order given, and says beforehand what that can decide', async () => {
    const gated = await call(`compare one@latest one@30 --gate 10% ${little} --output gated`);
    expect(gated).toMatchObject({ code: 3, stderr: '' });
    expect(gated.stdout).toMatch(
      /^beforehand {2}[\d,]+ pairs give the ratio of two unlike memories to a factor of \d+\.\d\d, near copies more exactly\n {12}for .* 10%, unlike models need about 16,\d{3} pairs\n/m,
    );
    expect(gated.stdout).toMatch(/^gate {8}not decided: no half-life .* \d+ pairs of \d+ documents?\n/m);
  });

  it('takes runs that differ in their seed as one, and uses again what was measured', async () => {
    const first = await compare('seeds', 'one two');
    expect(first.stdout).toContain('seeds       one (2 seeds): 2 runs that differ only in their seed');
    expect(first.contenders).toHaveLength(1);
    const [value] = first.measures.find(({ unit }) => unit === 'bits')!.values;
    expect(value!.spread).toMatchObject({ runs: 2, min: Math.min(...(value!.byRun as number[])) });
    const again = await compare('seeds', 'one two');
    expect(again.stdout.match(/measured before, in /g)).toHaveLength(2);
    expect(again.documents).toEqual([]);
    expect(again.measures).toEqual(first.measures);
  });

  it('measures of networks in a quick comparison what a quick evaluation does, ranges among it', async () => {
    const evaluated = await call(`eval --checkpoint runs/two --skip-controls --output evaluated ${little}`);
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    const [evaluation] = await readdir(join(cwd, 'evaluated'));
    const own = parseDocumentScores(
      await readFile(join(cwd, 'evaluated', evaluation!, 'documents.json'), 'utf8'),
    );
    const { documents, read } = await compare('ranges', 'one two --fresh');
    const file = documents.find((one) => one.includes('two'))!;
    const compared = parseDocumentScores(await read('documents', file));
    expect(compared.tallies.map(({ measure }) => measure)).toContain('minimal-pairs');
    expect(compared.tallies).toEqual(own.tallies);
    expect(compared.pairs).toEqual(own.pairs);
    expect(compared.trained).toEqual(own.trained);
    expect(compared.ranges).toEqual(own.ranges);
    expect(compared).toMatchObject({
      suite: 'quick',
      ranges: { scoring: {}, generation: { temperature: 0.8 } },
    });
    // So scores of the evaluation are reused in a comparison, and count as another seed, unless groups say otherwise.
    const stored = `evaluated/${evaluation}`;
    expect((await compare('stored', `one ${stored}`)).contenders).toMatchObject([
      { label: 'one (2 seeds)', runs: [{ trainingSeed: 1 }, { trainingSeed: 2 }] },
    ]);
    const { measures, contenders, stdout } = await compare('again', `--group first=one second=${stored}`);
    expect(contenders.map(({ label }) => label)).toEqual(['first', 'second']);
    expect(stdout).toContain('One network each: other seeds may rank differently.');
    const minimalPairs = measures.find(({ measure, range }) => measure === 'minimal-pairs' && range === null);
    expect(minimalPairs).toMatchObject({ paired: true });
    expect(minimalPairs!.values[0]!.n).toBe(minimalPairs!.values[1]!.n);
  });

  it('says what is wrong: too few models, none of a name, runs of different corpora', async () => {
    await cp(join(cwd, 'corpus'), join(cwd, 'other'), { recursive: true });
    await writeFile(join(cwd, 'other', 'more.py'), 'x = 1\n'.repeat(50));
    const trained = await train('--corpus other --run foreign', 'maxCharacters=500');
    expect(trained).toMatchObject({ code: 0 });
    for (const [models, message] of [
      ['', /^error: Expected two or more models, or several checkpoints of one run, got none\.\nhint: /],
      [' one', /got one \(runs\/one\/checkpoints\/step-\d+, step \d+\)\./],
      [' one@77,latest', /Expected a checkpoint of step 77 in runs\/one, got only those of steps 30; 60/],
      [' one tow', /hint: did you mean `two`\?/],
      [
        ' --group a=one b=one,two',
        /Expected each run once, got one in the group a and in b\.\nhint: longrange compare --group/,
      ],
      [
        ' --group a=one,two',
        /Expected two groups, or a group and other models, got one group \(a=one,two\)\./,
      ],
      [' --group a=one a=two', /Expected groups with different names, got a twice\./],
      [' --group a=one,two@30,latest', /Expected .*latest/],
      [' --group one', /Expected NAME=RUN,RUN, got one\./],
      [' two --group a=one b=tow', /hint: did you mean `two`\?/],
      [' two --group a=one,two', /Expected each run once, got two in the group a and alone\./],
      [
        ' one foreign',
        /error: Expected runs of one corpus and one split, got one \(\S*corpus, SHA-256 \w+…, split: .*\) and foreign \(\S*other, SHA-256 /,
      ],
    ] as const)
      expect(await call(`compare${models}`)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(message),
      });
  });
});
