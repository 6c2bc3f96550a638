// What the findings share: texts, the minimal pairs in them, and a trained network on the native engine as @longrange/eval asks it.
import { createRequire } from 'node:module';
import { registerNativeBackend } from '../../packages/backend-native/dist/index.js';
import { createPythonParser } from '../../packages/code/dist/index.js';
import { CharTokenizer, loadCorpus } from '../../packages/corpus/dist/index.js';
import { planProbes } from '../../packages/eval/dist/probes/index.js';
import { predictPositions, scoreBranches } from '../../packages/model/dist/index.js';
import { loadModel } from '../../packages/model/dist/node/index.js';
import { sample } from '../../packages/sampler/dist/index.js';

export const documentsOf = (split) =>
  split.documents.map(({ path }, index) => ({ path: path, text: split.text(index) }));

/** Documents of the test split. */
export const readTest = async (source) =>
  documentsOf((await loadCorpus({ sources: [source] })).split('test'));

/** Minimal pairs of brackets, at most `perBucket` in each doubling of the distance. */
export async function bracketPairs(documents, perBucket) {
  const parser = await createPythonParser();
  const one = { runs: 1, longestContext: 16 };
  const { minimalPairs } = await planProbes(documents, {
    ...{ parser, seed: 0, minimalPairs: { perBucket } },
    ...{ lengthControlled: { perBucket: 0, maxDistance: 64 }, context: one, perturbation: one },
  });
  parser.dispose();
  return minimalPairs.filter(({ kind }) => kind === 'closer');
}

/** @param checkpoint the folder */
export async function openNetwork(checkpoint, { threads }) {
  // As the packages have it: this folder has no dependencies of its own.
  const { setBackend } = createRequire(new URL('../../packages/model/package.json', import.meta.url))(
    '@tensorflow/tfjs-core',
  );
  await registerNativeBackend({ threads });
  await setBackend('native');
  const network = await loadModel(checkpoint);
  const tokenizer = CharTokenizer.fromVocabulary(network.config.vocabulary);
  const model = {
    name: 'network',
    stateful: true,
    alphabet: tokenizer.vocabulary,
    continuations: (texts) =>
      scoreBranches(
        network,
        texts.map(({ text, branches }) => ({
          tokens: tokenizer.encode(text),
          branches: branches.map(({ at, continuation }) => ({
            at,
            continuation: tokenizer.encode(continuation),
          })),
        })),
      ),
    predict: (readings) =>
      predictPositions(
        network,
        readings.map(({ text, at }) => ({ tokens: tokenizer.encode(text), at: [...at] })),
      ),
    async complete(prompts, { length, temperature, seed, isDone }) {
      const options = { prompts: [...prompts], batchSize: 512, length, temperature, seed, isDone };
      return (await sample(network, options)).map(({ text }) => text);
    },
  };
  return { network, tokenizer, model };
}
