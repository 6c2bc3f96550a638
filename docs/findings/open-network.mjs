// Shared by the findings: texts, the minimal pairs in them, and a trained network on the native engine.
import { createRequire } from 'node:module';
import { registerNativeBackend } from '../../packages/backend-native/dist/index.js';
import { createPythonParser } from '../../packages/code/dist/index.js';
import { loadCorpus } from '../../packages/corpus/dist/index.js';
import { planProbes } from '../../packages/eval/dist/probes/index.js';
import { loadModel } from '../../packages/model/dist/node/index.js';

/** Documents of the test split. */
export const readTest = async (source) => (await loadCorpus({ sources: [source] })).split('test').texts();

/** Plans minimal pairs and nothing else. @param minimalPairs sizes, as for `planProbes` */
export function planOnlyPairs(documents, parser, minimalPairs) {
  const none = { runs: 0, longestContext: 16 };
  return planProbes(documents, {
    ...{ parser, seed: 0, minimalPairs, context: none, perturbation: none },
    lengthControlled: { perBucket: 0, maxDistance: 0 },
  });
}

/** Minimal pairs of brackets, at most `perBucket` in each doubling of the distance. */
export async function bracketPairs(documents, perBucket) {
  const parser = await createPythonParser();
  const { minimalPairs } = await planOnlyPairs(documents, parser, { perBucket });
  parser.dispose();
  return minimalPairs.filter(({ kind }) => kind === 'closer');
}

/** @param checkpoint folder of the checkpoint */
export async function openNetwork(checkpoint, { threads }) {
  // Resolved from a package, because this folder has no dependencies of its own.
  const { setBackend } = createRequire(new URL('../../packages/model/package.json', import.meta.url))(
    '@tensorflow/tfjs-core',
  );
  await registerNativeBackend({ threads });
  await setBackend('native');
  return loadModel(checkpoint);
}
