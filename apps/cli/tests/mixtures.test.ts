import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseComparison, parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { filesIn, serveEndpoint, watchSockets } from './testing/endpoint.ts';
import { command, PROGRAM } from './testing/program.ts';
import { trainTiny } from './testing/tiny.ts';

const little = '--suite quick --samples 2 --length 60 --engine simd --threads 1';
const { cwd, call } = await trainTiny(afterAll);

/** Compares into a folder `output`, and reads what was written. */
async function compare(output: string, line: string, ...words: string[]) {
  const { code, stderr, stdout } = await call(`compare ${little} --output ${output} ${line}`, ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [name] = await readdir(join(cwd, output));
  const read = (...path: string[]) => readFile(join(cwd, output, name!, ...path), 'utf8');
  const comparison = parseComparison(await read('comparison.json'));
  const files = await readdir(join(cwd, output, name!, 'documents'));
  return {
    stdout: stdout.replaceAll(/(\d),(\d)/g, '$1$2').replaceAll(/\s+/g, ' '),
    comparison,
    path: join(output, name!),
    html: await read('comparison.html'),
    whole: new Map(
      comparison.measures.filter(({ range }) => range === null).map((measure) => [measure.measure, measure]),
    ),
    scores: await Promise.all(files.map(async (one) => parseDocumentScores(await read('documents', one)))),
  };
}

describe('longrange compare, of mixtures', { timeout: 300_000 }, () => {
  it('compares a run with the n-gram on the same documents, and with a text in what is written alone', async () => {
    const { stdout, comparison, whole, scores } = await compare('three', 'tiny ngram text:corpus');
    expect(stdout).toContain('Not measured of corpus: the opener still shows; ');
    expect(comparison.contenders.map(({ label }) => label)).toEqual(['tiny', '20-gram', 'corpus']);
    const bits = whole.get('bits-carried')!;
    expect(bits).toMatchObject({ paired: true, differences: [{ a: 1, b: 0 }] });
    expect(bits.values.map(({ documents }) => documents > 0)).toEqual([true, true, false]);
    expect(bits.values[1]!.n).toBe(bits.values[0]!.n);
    expect(bits.differences[0]!.difference).toBeLessThan(-1);
    const brackets = whole.get('delimiters')!;
    expect(brackets.paired).toBe(false);
    // Every bracket of the text is closed.
    expect(brackets.values[2]).toMatchObject({ estimate: 1, n: 12 * 10 * 4 });
    expect(scores.map(({ model }) => model.checkpoint)).toEqual([expect.stringContaining('step-'), 'ngram']);
  });

  it('compares the model of a program, and no samples of a model that writes prose', async () => {
    const prose = 'It was a dark night. ';
    const server = await serveEndpoint('echo', {
      rewrite: (answer) =>
        answer.replace(/(?<="text":")x+(?=")/, (all) => prose.repeat(all.length).slice(0, all.length)),
    });
    const words = await command('counts.mjs', PROGRAM);
    const { stdout, comparison, whole, scores } = await compare(
      'program',
      '--corpus corpus --set split.test=0.2 --seed 0 text:corpus',
      ...[words, server.model],
    );
    expect(stdout).toContain(
      'continue the beginnings of held-out documents: by itself the model writes no Python',
    );
    expect(comparison.contenders.map(({ runs: [one] }) => one!.run)).toEqual(['corpus', 'counts', 'org/toy']);
    expect(scores.map(({ sampling }) => sampling.prompt)).toEqual(['', 'beginnings of held-out documents']);
    expect(whole.get('bits-carried')!.values.map(({ documents }) => documents > 0)).toEqual([
      false,
      true,
      true,
    ]);
    expect(comparison.leftOut!.find(({ measure }) => measure === 'delimiters')).toMatchObject({
      contenders: [2],
    });
  });

  it('measures a run and the n-gram on what a model behind an endpoint was asked, and asks that nothing twice', async () => {
    const server = await serveEndpoint('echo');
    // The quick suite has too few minimal pairs for a difference in this corpus, of which no bracket is open for long.
    const full = '--suite full';
    const corpus = '--corpus corpus --set split.test=0.2 --output evaluated';
    const evaluated = await call(`eval --model ${server.model} ${little} ${corpus} ${full}`);
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    const before = server.seen.length;
    const mixed = await compare('mixed', `tiny ${server.model} ngram ${full}`);
    // Only the server's properties are requested again; all other answers are kept.
    expect(server.seen.length - before).toBe(2);
    const { comparison, scores, path, html, stdout, whole } = mixed;
    const evaluation = join('evaluated', (await readdir(join(cwd, 'evaluated')))[0]!);
    const own = parseDocumentScores(await readFile(join(cwd, evaluation, 'documents.json'), 'utf8'));
    // An evaluation keeps what a comparison measures.
    const { createdAt: _, figures: __, ...kept } = own;
    expect(kept).toEqual({ ...scores[1]!, createdAt: undefined, figures: undefined });
    expect(comparison.provenance.heldOut.beginnings).toBe(8000);
    const bits = whole.get('bits-carried')!;
    expect(bits.values[1]).toMatchObject({ isBound: true, estimate: expect.closeTo(6, 5) });
    expect(bits.differences.map(({ a, b, bounded }) => [a, b, bounded])).toEqual([
      [1, 0, 'a'],
      [2, 0, undefined],
      [2, 1, 'b'],
    ]);
    // A run cannot be called better than a bound.
    expect(bits.differences[0]!.verdict).toBe('withheld');
    // All three were asked about the same brackets; the endpoint knows every one.
    const minimalPairs = whole.get('minimal-pairs')!;
    expect(new Set(minimalPairs.values.map(({ n }) => n)).size).toBe(1);
    expect(minimalPairs.values[1]).toMatchObject({ estimate: 1 });
    expect(minimalPairs.differences).toMatchObject([
      { a: 1, b: 0 },
      { a: 2, b: 0 },
      { a: 2, b: 1 },
    ]);
    expect(scores.map(({ heldOut }) => heldOut)).toEqual(scores.map(() => comparison.provenance.heldOut));
    const ranges = comparison.contenders.map(({ runs }) => runs[0]!.ranges!);
    expect(ranges[1]).toMatchObject({ scoring: { range: { side: 'after' } }, generation: null });
    expect(comparison.leftOut!.map(({ measure, contenders }) => [measure, contenders])).toEqual([
      ['bits-reset', [1, 2]],
      ['closers', [1]],
    ]);
    expect(html.indexOf('The opener still decides')).toBeLessThan(html.indexOf('<nav'));
    // Two members with two texts each.
    const forecast = `${own.heldOut.documents} for bits per character, ${4 * minimalPairs.values[1]!.n} for minimal pairs, 2 for generation`;
    expect(stdout).toContain(forecast);
    expect(stdout).toMatch(
      /The opener still shows, characters: tiny .* The opener still decides, characters: tiny .*, org\/toy at least /,
    );
    expect(stdout).toMatch(/org\/toy at most 6\.000/);

    // Kept measurements can be compared again, alone and with new ones.
    const asked = server.seen.length;
    expect((await compare('again', `${path} ${full}`)).comparison.measures).toEqual(comparison.measures);
    const beside = await compare('beside', `${path}/documents/1-org-toy.json tiny ${full}`);
    expect(beside.whole.get('bits-carried')!.values).toEqual([bits.values[1], bits.values[0]]);
    expect(server.seen.length).toBe(asked);
  });

  // reliability: named-endpoint
  it('leaves out what a chat does not tell, and asks and tells nobody else', async () => {
    const key = 'a-key-that-nobody-may-see';
    vi.stubEnv('LONGRANGE_API_KEY', key);
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await serveEndpoint('chat');
    const connected = watchSockets();
    const { stdout, comparison } = await compare('chat', `ngram ${server.model} --corpus corpus`);
    expect(connected(server.port)).toEqual({ all: expect.any(Number), places: [] });
    expect(server.seen.length).toBeGreaterThan(2);
    for (const { authorization } of server.seen) expect(authorization).toBe(`Bearer ${key}`);
    for (const text of [stdout, ...(await filesIn(cwd)).values()]) expect(text).not.toContain(key);
    expect(stdout).toMatch(/forecast about 2 requests/);
    expect(comparison.measures.every(({ paired }) => !paired)).toBe(true);
    const pairs = ['range-shows', 'half-life', 'range-decides', 'evidence'];
    const leftOut = [...pairs, 'bits-carried', 'closers', 'minimal-pairs'];
    expect(comparison.leftOut!.map(({ measure }) => measure)).toEqual(leftOut);
    expect(stdout).toContain(
      'Not measured of org/toy: the opener still shows; half of the opener’s evidence is left; the opener still decides; evidence of the opener, reading real code; bits per character; closers known on real code; open brackets remembered, reading real code.',
    );
  });

  it.each([
    ['text:corpus text:.', 'got texts only.'],
    ['tiny ngram --corpus corpus', 'Expected --corpus with a model file'],
    ['tiny text:nowhere --output none', 'got "nowhere", which does not exist'],
  ])('refuses %s', async (line, message) => {
    const refused = await call(`compare ${little} ${line}`);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
