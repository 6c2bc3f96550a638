// A trained network as @longrange/eval asks it, on the native engine.
import { createRequire } from 'node:module';
import { registerNativeBackend } from '../../packages/backend-native/dist/index.js';
import { CharTokenizer } from '../../packages/corpus/dist/index.js';
import { predictPositions, scoreBranches } from '../../packages/model/dist/index.js';
import { loadModel } from '../../packages/model/dist/node/index.js';
import { sample } from '../../packages/sampler/dist/index.js';

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
