// Scores networks on the minimal pairs of one language, in projects that no network has read, and keeps the answers beside this script. It
// can be stopped and started again. The networks: pnpm train --corpus CORPUS --preset default --engine native --precision float32 --seed
// SEED --run RUN --set maxCharacters=18400000. SmolLM2's file: see finding 3.
//
//   pnpm build && pnpm native && node docs/results/measure-languages.mjs python|typescript NAME=CHECKPOINT… smollm2=FILE.gguf
import { join } from 'node:path';
import { createParser, LANGUAGES } from '../../packages/code/dist/index.js';
import { loadCorpus } from '../../packages/corpus/dist/index.js';
import { chooseTexts } from '../../packages/eval/dist/internal/node.js';
import { probePredictor } from '../../packages/eval/dist/probes/index.js';
import { openNetwork, openSmollm, planBrackets, readKept, writeKept } from '../findings/shared.mjs';

const CORPORA = { python: 'python-80m', typescript: 'typescript-40m' };
const path = join(import.meta.dirname, 'languages.json.br');

const [id, ...words] = process.argv.slice(2);
const parser = await createParser(LANGUAGES.find((one) => one.id === id));
const corpus = await loadCorpus({ sources: [CORPORA[id]] });
const documents = chooseTexts(corpus.split('projects').texts(), 1_000_000);

for (const [name, file] of words.map((word) => word.split('='))) {
  if (readKept(path, {})[`${id} ${name}`] !== undefined) continue;
  const isLarge = name === 'smollm2';
  // A large model is scored on fewer pairs.
  const sizes = isLarge ? { perBucket: 16, factors: 0 } : { perBucket: 500, factors: 166 };
  const plan = await planBrackets(documents, { ...sizes, parser });
  const model = isLarge ? (await openSmollm(file)).model : await openNetwork(file);
  const { answers, probes } = await probePredictor(model, plan);
  const minimalPairs = answers.minimalPairs.natural;
  const [closers] = probes.minimalPairs.scoring;
  const kept = {
    pairs: minimalPairs.map(({ document, distance, isRight, evidence }) => [
      ...[document, distance, Number(isRight), Number(evidence.toPrecision(4))],
    ]),
    factors: closers.natural.factors,
  };
  // Read again, since several processes may be writing.
  writeKept(path, { ...readKept(path, {}), [`${id} ${name}`]: kept });
  console.log(`${id}, ${name}: ${minimalPairs.length} pairs`);
}
process.exit(0);
