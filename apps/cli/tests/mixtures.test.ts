import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseComparison, parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { serveEndpoint, watchSockets } from './testing/endpoint.ts';
import { trainTiny } from './testing/tiny.ts';

const little = ['--suite', 'quick', '--parser', 'wasm', '--samples', '2', '--length', '60'];
const engine = ['--engine', 'simd', '--threads', '1'];
let cwd: string;
let removeAll: () => Promise<void>;

const compare = (...words: string[]) => callCli(['compare', ...little, ...engine, ...words], { cwd });

async function read(folder: string) {
  const [name] = await readdir(join(cwd, folder));
  const file = (...parts: string[]) => join(cwd, folder, name!, ...parts);
  return {
    path: join(folder, name!),
    comparison: parseComparison(await readFile(file('comparison.json'), 'utf8')),
    html: await readFile(file('comparison.html'), 'utf8'),
    scores: await Promise.all(
      (await readdir(file('documents'))).map(async (one) =>
        parseDocumentScores(await readFile(file('documents', one), 'utf8')),
      ),
    ),
  };
}

beforeAll(async () => {
  cwd = await trainTiny((remove) => {
    removeAll = remove;
  });
}, 300_000);
afterAll(() => removeAll());

describe('longrange compare, of mixtures', () => {
  it('compares a run with the n-gram on the same documents, and with a text in what is written alone', async () => {
    const { code, stderr, stdout } = await compare('tiny', 'ngram', 'text:corpus', '--output', 'three');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Not measured of corpus: bits per character, state carried');
    const { comparison, scores } = await read('three');
    expect(comparison.contenders.map(({ label }) => label)).toEqual(['tiny', '20-gram', 'corpus']);
    const [bits] = comparison.measures;
    expect(bits).toMatchObject({ measure: 'bits-carried', paired: true });
    expect(bits!.values.map(({ documents }) => documents > 0)).toEqual([true, true, false]);
    expect(bits!.values[1]!.n).toBe(bits!.values[0]!.n);
    expect(bits!.differences.map(({ a, b }) => [a, b])).toEqual([[1, 0]]);
    expect(bits!.differences[0]!.difference).toBeLessThan(-1);
    const brackets = comparison.measures.find(
      ({ measure, range }) => measure === 'delimiters' && range === null,
    );
    expect(brackets).toMatchObject({ paired: false });
    // Every bracket of the text is closed.
    expect(brackets!.values[2]).toMatchObject({ estimate: 1 });
    expect(brackets!.values[2]!.n).toBe(12 * 10 * 4);
    expect(scores.map(({ model }) => model.checkpoint)).toEqual([expect.stringContaining('step-'), 'ngram']);
  }, 300_000);

  it('measures a run and the n-gram on what a model behind an endpoint was asked, and asks that nothing twice', async () => {
    const server = await serveEndpoint('echo');
    // The quick suite has too few minimal pairs for a difference in this corpus, of which no bracket is open for long.
    const full = ['--suite', 'full'];
    const compareAll = (...words: string[]) => compare(...words, ...full);
    const corpus = ['--corpus', 'corpus', '--set', 'split.test=0.2', '--output', 'evaluated', ...full];
    const evaluated = await callCli(['eval', '--model', server.model, ...little, ...corpus], { cwd });
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    const before = server.seen.length;
    const first = await compareAll('tiny', server.model, 'ngram', '--output', 'mixed');
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    // Only the server's properties are requested again; all other answers are kept.
    expect(server.seen.length - before).toBe(2);
    const { comparison, scores, path, html } = await read('mixed');
    const [folder] = await readdir(join(cwd, 'evaluated'));
    const evaluation = join('evaluated', folder!);
    const own = parseDocumentScores(await readFile(join(cwd, evaluation, 'documents.json'), 'utf8'));
    // An evaluation keeps what a comparison measures.
    const { createdAt: _, figures: __, ...kept } = own;
    expect(kept).toEqual({ ...scores[1]!, createdAt: undefined, figures: undefined });
    expect(comparison.provenance.heldOut.beginnings).toBe(8000);
    const whole = new Map(
      comparison.measures.filter(({ range }) => range === null).map((measure) => [measure.measure, measure]),
    );
    const bits = whole.get('bits-carried')!;
    expect(bits.values[1]).toMatchObject({ isBound: true });
    expect(bits.values[1]!.estimate).toBeCloseTo(6, 5);
    expect(bits.differences.map(({ a, b, bounded }) => [a, b, bounded])).toEqual([
      [1, 0, 'a'],
      [2, 0, undefined],
      [2, 1, 'b'],
    ]);
    // A run cannot be called better than a bound.
    expect(bits.differences[0]!.verdict).toBe('withheld');
    // All three were asked about the same brackets; the endpoint knows every one.
    const minimalPairs = whole.get('minimal-pairs')!;
    // Two members with two texts each.
    const forecast = `${own.heldOut.documents} for bits per character, ${4 * minimalPairs.values[1]!.n} for minimal pairs, 2 for generation`;
    expect(first.stdout.replaceAll(/(\d),(\d)/g, '$1$2').replaceAll(/\s+/g, ' ')).toContain(forecast);
    expect(new Set(minimalPairs.values.map(({ n }) => n)).size).toBe(1);
    expect(minimalPairs.values[1]).toMatchObject({ estimate: 1 });
    expect(minimalPairs.differences.map(({ a, b }) => [a, b])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    expect(scores.map(({ heldOut }) => heldOut)).toEqual(scores.map(() => comparison.provenance.heldOut));
    const ranges = comparison.contenders.map(({ runs }) => runs[0]!.ranges!);
    expect(ranges[1]).toMatchObject({ scoring: { range: { side: 'after' } }, generation: null });
    expect(comparison.leftOut!.map(({ measure, contenders }) => [measure, contenders])).toEqual([
      ['bits-reset', [1, 2]],
      ['closers', [1]],
    ]);
    expect(html.indexOf('right in every pair')).toBeLessThan(html.indexOf('<nav'));
    expect(first.stdout).toMatch(/tiny +reading .*\n +writing .*\n +org\/toy +reading +at least/);
    expect(first.stdout).toMatch(/Real code +reading +right in every pair/);
    expect(first.stdout).toMatch(/org\/toy +at most 6\.000/);

    // Kept measurements can be compared again, alone and with new ones.
    const asked = server.seen.length;
    const byFolder = await compareAll('tiny', evaluation, 'ngram', '--output', 'by-folder');
    expect(byFolder).toMatchObject({ code: 0, stderr: '' });
    expect((await read('by-folder')).comparison.measures).toEqual(comparison.measures);
    const again = await compareAll(path, '--output', 'again');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect((await read('again')).comparison.measures).toEqual(comparison.measures);
    const beside = await compareAll(join(path, 'documents', '1-org-toy.json'), 'tiny', '--output', 'beside');
    expect(beside).toMatchObject({ code: 0, stderr: '' });
    const { comparison: later } = await read('beside');
    expect(later.measures[0]!.values).toEqual([bits.values[1], bits.values[0]]);
    expect(server.seen.length).toBe(asked);
  }, 300_000);

  it('leaves out what a chat does not tell, and asks and tells nobody else', async () => {
    const key = 'a-key-that-nobody-may-see';
    vi.stubEnv('LONGRANGE_API_KEY', key);
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await serveEndpoint('chat');
    const connected = watchSockets();
    const { code, stdout } = await compare('ngram', server.model, '--corpus', 'corpus', '--output', 'chat');
    expect(code).toBe(0);
    expect(connected(server.port)).toEqual({ all: expect.any(Number), places: [] });
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(
      server.seen.map(() => `Bearer ${key}`),
    );
    expect(server.seen.length).toBeGreaterThan(2);
    const written = await Promise.all(
      (await readdir(cwd, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    for (const text of [stdout, ...written]) expect(text).not.toContain(key);
    expect(stdout).toMatch(/forecast +about 2 requests/);
    const { comparison } = await read('chat');
    expect(comparison.measures.every(({ paired }) => !paired)).toBe(true);
    expect(comparison.leftOut!.map(({ measure }) => measure)).toEqual([
      'bits-carried',
      'closers',
      'minimal-pairs',
    ]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Not measured of org/toy: bits per character, state carried; closers known on real code; open brackets remembered, reading real code.',
    );
    expect(stdout).toMatch(/org\/toy +reading +not measured/);
  }, 300_000);

  it.each([
    [['text:corpus', 'text:.'], 'got texts only.'],
    [['tiny', 'openai:nowhere'], 'Expected openai:URL#NAME'],
    [['tiny', 'gguf:'], 'Expected gguf:PATH, got gguf:.'],
    [['tiny', 'ngram', '--corpus', 'corpus'], 'Expected --corpus with a model file'],
    [['tiny', 'text:nowhere', '--output', 'none'], 'got "nowhere", which does not exist'],
  ])('refuses %j', async (words, message) => {
    expect(await compare(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
