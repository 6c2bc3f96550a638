// Scores networks on the minimal pairs of one language, in projects that no network has read, and keeps the answers beside this script. It
// can be stopped and started again. The networks: pnpm train --corpus CORPUS --preset default --engine native --precision float32 --seed
// SEED --run RUN --set maxCharacters=18400000.
//
//   pnpm build && pnpm native && node docs/results/measure-languages.mjs python|typescript NAME=CHECKPOINT… [smollm2]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createParser, LANGUAGES } from '../../packages/code/dist/index.js';
import { loadCorpus } from '../../packages/corpus/dist/index.js';
import { chooseTexts } from '../../packages/eval/dist/evaluation/index.js';
import { probePredictor } from '../../packages/eval/dist/probes/index.js';
import { root } from '../../scripts/shell.mjs';
import { openSmollm } from '../findings/0003-token-models/models.mjs';
import { openNetwork, planOnlyPairs } from '../findings/open-network.mjs';
import { readKept, writeKept } from '../findings/page.mjs';

const CORPORA = { python: 'python-80m', typescript: 'typescript-40m' };
/** Maximum pairs in each doubling of the distance, and of each kind for the factors. A large model is scored on fewer. */
const SIZES = { network: { perBucket: 500, factors: 166 }, smollm2: { perBucket: 16, factors: 0 } };
const path = join(import.meta.dirname, 'languages.json.br');

const [id, ...names] = process.argv.slice(2);
const parser = await createParser(LANGUAGES.find((one) => one.id === id));
const corpus = await loadCorpus({ sources: [CORPORA[id]] });
const documents = chooseTexts(corpus.split('projects').texts(), 1_000_000);

for (const word of names) {
  const [name, checkpoint] = word.split('=');
  if (readKept(path, {})[`${id} ${name}`] !== undefined) continue;
  const sizes = { others: 0, ...SIZES[checkpoint ? 'network' : name] };
  const plan = await planOnlyPairs(documents, parser, sizes);
  const model = await open(checkpoint);
  const { minimalPairs, probes } = await probePredictor(model, { ...plan, closers: [] });
  const [closers] = probes.minimalPairs.scoring;
  const answers = {
    pairs: minimalPairs.map(({ document, distance, isRight, evidence }) => [
      ...[document, distance, Number(isRight), Number(evidence.toPrecision(4))],
    ]),
    factors: closers.natural.factors,
  };
  // Read again, since several processes may be writing.
  writeKept(path, { ...readKept(path, {}), [`${id} ${name}`]: answers });
  console.log(`${id}, ${name}: ${minimalPairs.length} pairs`);
}
process.exit(0);

async function open(checkpoint) {
  if (checkpoint !== undefined) return openNetwork(checkpoint, { threads: 1 });
  const workplace = join(root, 'runs/smollm2');
  mkdirSync(workplace, { recursive: true });
  return (await openSmollm(workplace, `languages-${id}`)).model;
}
