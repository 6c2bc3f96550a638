// Checks that bench/peers/blocks.py, the networks of blocks in PyTorch that `pnpm bench` races ours against, computes what ours compute: the loss
// of a text read in two pieces, and its gradients by every parameter. Needs python3 with a package registry or, as LONGRANGE_PYTHON, a Python that
// has torch.
//
//   pnpm build && node scripts/check-blocks.mjs
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, run, runChecks } from './shell.mjs';

const { CharacterModel } = await import('../packages/model/dist/index.js');
const { registerSimdBackend } = await import('../packages/backend-simd/dist/index.js');
const { softmaxCrossEntropy } = await import('../packages/ops/dist/index.js');
const tf = createRequire(join(root, 'packages/model/package.json'))('@tensorflow/tfjs-core');

/** Maximum difference relative to the largest number of a tensor, in float32. */
const TOLERANCE = 2e-4;
/** Two chunks of Gated DeltaNet; more than a window of attention. */
const [T, B] = [64, 3];
const cases = {
  mingru: { network: 'mingru' },
  'gated-deltanet': { network: 'gated-deltanet', writeUpTo: 2 },
  m2rnn: { network: 'm2rnn' },
  transformer: { network: 'transformer', window: 20 },
};

await runChecks('blocks', async ({ check, at, install }) => {
  const python = process.env.LONGRANGE_PYTHON ?? (await install('PyTorch', ['torch==2.6.0', 'numpy']));
  await registerSimdBackend();
  await tf.setBackend('simd');
  for (const [name, options] of Object.entries(cases)) await write(name, options, at);
  const output = run(python, ['-B', join(root, 'bench/peers/check_blocks.py'), at()], { outputOnly: true });
  for (const [name, differences] of Object.entries(JSON.parse(output))) {
    await check(`${name} in PyTorch`, () => {
      const [worst, difference] = Object.entries(differences).sort(([, a], [, b]) => b - a)[0];
      console.log(
        `      ${Object.keys(differences).length} compared, worst: ${worst} by ${difference.toExponential(1)}`,
      );
      if (!(difference < TOLERANCE)) throw new Error(`Expected a difference below ${TOLERANCE}.`);
    });
  }
});

/** Writes a model, texts, and our results for them. */
async function write(name, options, at) {
  const vocabulary = Array.from({ length: 30 }, (_, i) => String.fromCodePoint(97 + i));
  const sizes = { embeddingSize: 24, units: 32, mlpSize: 40, layers: 2, dropout: 0 };
  const model = CharacterModel.initialize(
    { ...sizes, ...options, vocabulary, beginOfDocument: false },
    { seed: 7 },
  );
  const values = await model.values();
  const ids = (factor) =>
    tf.tensor2d(
      Int32Array.from({ length: T * B }, (_, i) => (i * i * factor + i) % 30),
      [T, B],
      'int32',
    );
  const [first, second, targets] = [3, 7, 11].map(ids);
  const { state } = model.forward(first, model.zeroState(B));
  const { value, grads } = tf.variableGrads(
    () =>
      tf.mean(softmaxCrossEntropy(model.forward(second, state).logits, tf.reshape(targets, [T * B])).losses),
    [...model.parameters.values()],
  );
  const parameters = [...model.parameters];
  const gradients = await Promise.all(parameters.map(([, parameter]) => grads[parameter.name].data()));
  const described = {
    config: model.config,
    shapes: Object.fromEntries(parameters.map(([key, { shape }]) => [key, shape])),
    first: await first.array(),
    second: await second.array(),
    targets: await targets.array(),
    loss: (await value.data())[0],
  };
  writeFileSync(at(`${name}.json`), JSON.stringify(described));
  writeFileSync(at(`${name}.values`), Buffer.concat(parameters.map(([key]) => bytes(values.get(key)))));
  writeFileSync(at(`${name}.gradients`), Buffer.concat(gradients.map(bytes)));
}

function bytes({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
