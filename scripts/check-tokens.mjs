// Checks that fromTokenModel finds the probabilities that genlm-bytes, another program that sums over tokenizations, finds for a model of
// pairs of tokens. Both query the same model and prune nothing. Needs python3 with a package registry, or PYTHON with genlm-bytes.
//
//   pnpm build && node scripts/check-tokens.mjs
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, runChecks } from './shell.mjs';

const { fromTokenModel } = await import('../packages/eval/dist/index.js');

/** Within tokens, `fromTokenModel` prunes at a thousandth of the threshold at their ends; genlm-bytes is set to do the same. */
const INSIDE = 1e-3;

let python = process.env.PYTHON;
await runChecks('genlm-bytes', async ({ check, install }) => {
  python ??= await install('it', ['genlm-bytes==0.2.0']);
  await check('pairs of tokens, all tokenizations', async () => {
    const texts = ['    return self.area(x)\n', 'def f(x):\n    if x'].map((text) => text.slice(0, 20));
    await compare(pairsOfTokens(), texts, { width: 1_000_000, threshold: 0 }, 1e-5);
  });
});

/** Compares after each prefix of the texts, and throws if a probability differs by more than `most`. */
async function compare(asking, texts, beam, most) {
  const { tokenBytes } = asking;
  const ids = Array.from(tokenBytes.keys()).filter((id) => tokenBytes[id] !== null);
  const known = new Map();
  const open = (tokens) => {
    const key = tokens.join(' ');
    if (!known.has(key)) known.set(key, asking.open(tokens));
    return known.get(key);
  };
  const rowsOf = await judge(
    ids.map((id) => tokenBytes[id]),
    texts,
    { ...beam, inside: INSIDE * beam.threshold },
    async (places) => {
      const { logProbabilities } = await open(places.map((place) => ids[place]));
      const logs = ids.map((id) => logProbabilities[id]);
      const all = Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0));
      return Float32Array.from(logs, (log) => log - all);
    },
  );
  const alphabet = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat('\n');
  const model = fromTokenModel({ tokenBytes, open, alphabet, beam });
  const places = texts.map((text) => Array.from({ length: text.length + 1 }, (_, at) => at));
  const found = await model.predict(texts.map((text, index) => ({ text, at: places[index] })));
  let worst = 0;
  for (const [index, rows] of found.entries()) {
    for (const at of places[index]) {
      for (const [place, character] of alphabet.entries()) {
        const ours = Math.exp(rows[at * alphabet.length + place]);
        worst = Math.max(worst, Math.abs(ours - rowsOf[index][at][character.charCodeAt(0)]));
      }
    }
  }
  const prefixes = places.flat().length;
  const { mean, largest } = model.leftOut;
  console.log(
    `${prefixes} prefixes: the largest difference is ${worst.toExponential(1)}; left out ${mean.toExponential(1)}, at most ${largest.toExponential(1)}`,
  );
  if (!(worst <= most)) throw new Error(`Expected differences of at most ${most}, got ${worst}.`);
}

/** Returns 256 probabilities after each prefix of each text, by genlm-bytes. */
async function judge(vocabulary, texts, beam, answer) {
  const child = spawn(python, [join(root, 'scripts/check-tokens.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const tell = (value) => child.stdin.write(`${JSON.stringify(value)}\n`);
  tell({ vocabulary: vocabulary.map((bytes) => Buffer.from(bytes).toString('base64')), texts, ...beam });
  const found = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const { tokens, rows } = JSON.parse(line);
    if (rows !== undefined) found.push(rows);
    else tell(Buffer.from((await answer(tokens)).buffer).toString('base64'));
  }
  if (found.length < texts.length) throw new Error('Expected an answer for each text, got an end before.');
  return found;
}

/** A model of bytes, pieces of code, and two tokens with the same bytes; each pair of tokens has a distribution of its own. */
function pairsOfTokens() {
  const pieces = [
    '    ',
    'return',
    ' return',
    'def',
    'def ',
    'self',
    '.',
    'self.',
    'area',
    '(x',
    '):',
  ].concat(['):\n', 're', 'turn', 'if ', '  ']);
  const tokenBytes = [
    null,
    ...Array.from({ length: 128 }, (_, byte) => Uint8Array.of(byte)),
    ...pieces.map((piece) => new TextEncoder().encode(piece)),
  ];
  return {
    tokenBytes,
    open(tokens) {
      let state = tokens.slice(-2).reduce((sum, token) => Math.imul(sum, 31) + token, 7) >>> 0;
      const weights = tokenBytes.map((bytes) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (bytes?.length > 1 ? 30 : 1) * Math.exp((4 * state) / 2 ** 32);
      });
      const sum = weights.reduce((all, weight) => all + weight);
      return { logProbabilities: weights.map((weight) => Math.log(weight / sum)) };
    },
  };
}
