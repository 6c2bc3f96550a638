// Checks that model files mean the same to longrange and to the programs they belong to. Keras trains the reference model for some steps and saves
// it; longrange reads the file and computes the logits of 10,000 held-out characters with the state carried; Keras, ONNX Runtime (Python and Node)
// and NumPy (safetensors) compute them again from what longrange exported, TensorFlow.js layers the first 2,000. Needs npm and python3 with their
// registries or, as LONGRANGE_PYTHON, a Python that has keras with a backend, onnxruntime and safetensors.
//
//   pnpm build && node scripts/check-formats.mjs
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cli, expectEqual, expectText, root, run, runChecks } from './shell.mjs';

const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { readModelFile, writeKeras, writeOnnx } = await import('../packages/formats/dist/index.js');
const { CharacterModel } = await import('../packages/model/dist/index.js');
const { saveModel } = await import('../packages/model/dist/node/index.js');
const { registerSimdBackend } = await import('../packages/backend-simd/dist/index.js');
const tf = createRequire(join(root, 'packages/model/package.json'))('@tensorflow/tfjs-core');

/** Largest difference of logits after up to 10,000 steps of 256 units, which each program sums in another order. */
const TOLERANCE = 1e-4;
/** JAX is the smallest backend of Keras that trains. */
const PACKAGES = ['keras==3.15.1', 'jax', 'onnxruntime', 'safetensors'];
/** ONNX Runtime takes 288 MiB, too much for every install of this repository; its install script downloads CUDA, and is not run. */
const NODE_PACKAGES = [
  'onnxruntime-node@1.30.0',
  ...['core', 'layers', 'backend-cpu'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`),
];

await runChecks('formats', async ({ check, at, install }) => {
  const python = process.env.LONGRANGE_PYTHON ?? (await install('Keras', PACKAGES));
  const script = (command) =>
    JSON.parse(run(python, [join(root, 'scripts/check-formats.py'), command, at()]).match(/^\{.*\}$/m)[0]);
  await registerSimdBackend();
  await tf.setBackend('simd');

  await check('Keras trains and saves the reference model', async () => {
    await writeCorpus(at('corpus'));
    console.log('     ', JSON.stringify(script('train')));
  });
  await check('longrange reads it, and computes what Keras computes', async () => {
    const read = await readModelFile(new Uint8Array(readFileSync(at('reference.keras'))), 'reference.keras');
    const ids = new Int32Array(Uint8Array.from(readFileSync(at('reference.i32'))).buffer);
    // Ids are enough here; the command line below knows which character is which.
    const logits = await logitsOf(read, ids);
    const theirs = new Float32Array(Uint8Array.from(readFileSync(at('keras.f32'))).buffer);
    expectEqual(logits.length, theirs.length, 'number of logits');
    expectNear({ keras: theirs.reduce((most, one, i) => Math.max(most, Math.abs(one - logits[i])), 0) }, 1);
    writeFileSync(at('reference.f32'), logits);
  });
  await check('longrange export writes keras, onnx, safetensors and tfjs', () => {
    renameSync(at('reference.keras'), at('theirs.keras'));
    const from = ['--checkpoint', at('theirs.keras'), '--vocabulary', at('corpus')];
    for (const format of ['keras', 'onnx', 'safetensors', 'tfjs']) {
      const output = at(`reference${format === 'tfjs' ? '-' : '.'}${format}`);
      run(process.execPath, [cli, 'export', ...from, '--format', format, '--output', output]);
    }
    const half = ['--precision', 'float16', '--output', at('half.safetensors')];
    run(process.execPath, [cli, 'export', ...from, '--format', 'safetensors', ...half]);
  });
  await check('our own models, of each kind, with the beginning of a document', async () => {
    for (const network of ['lstm', 'gru', 'rnn']) await writeOwn(network, at);
  });
  await check('Keras, ONNX Runtime and NumPy compute what longrange computes', () => {
    expectNear(script('compare'), 9);
  });
  await check('install onnxruntime-node and TensorFlow.js', () => {
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', at()];
    run('npm', [...words, ...NODE_PACKAGES]);
    cpSync(join(root, 'scripts/run-exports.mjs'), at('run-exports.mjs'));
  });
  await check('onnxruntime-node and TensorFlow.js layers compute it, too', () => {
    const output = run(process.execPath, [at('run-exports.mjs'), at()], { outputOnly: true });
    const { 'gru, tfjs-layers': refused, ...worst } = JSON.parse(output.match(/^\{.*\}$/m)[0]);
    // TensorFlow.js layers would compute a different GRU.
    expectText(refused, /^refused: GRUCell does not support reset_after/);
    expectNear(worst, 7);
  });
});

/** Writes half a million characters of the standard library, in documents. */
async function writeCorpus(folder) {
  const split = { kind: 'document', validation: 0, test: 0 };
  const train = (await loadCorpus({ sources: ['stdlib'], split })).split('train');
  mkdirSync(folder);
  let characters = 0;
  for (let document = 0; characters < 500_000; document++) {
    const text = train.text(document);
    characters += text.length;
    writeFileSync(join(folder, `${String(document).padStart(4, '0')}.py`), text);
  }
}

async function writeOwn(network, at) {
  const sizes = { units: 32, embeddingSize: 8, embeddingRange: 1 };
  const config = { network, ...sizes, vocabulary: [...'abcdefghij\n"'] };
  const model = CharacterModel.initialize(config, { seed: 3 });
  const values = await model.values();
  for (const [name, parameter] of values) {
    if (name.endsWith('bias'))
      values.set(
        name,
        parameter.map((_, index) => Math.sin(index) / 2),
      );
  }
  const weights = { config: model.config, values };
  // The beginning of a document, and then every character in turn.
  const ids = Int32Array.from({ length: 200 }, (_, index) => (index === 0 ? 12 : (index * 5) % 12));
  writeFileSync(at(`${network}.keras`), await writeKeras(weights));
  writeFileSync(at(`${network}.onnx`), writeOnnx(weights));
  await saveModel(CharacterModel.fromValues(model.config, values), at(`${network}-tfjs`));
  writeFileSync(at(`${network}.i32`), ids);
  writeFileSync(at(`${network}.f32`), await logitsOf(weights, ids));
}

/** Logits [T × V] of one sequence, the state carried from piece to piece. */
async function logitsOf({ config, values }, ids) {
  const model = CharacterModel.fromValues(config, values);
  const V = config.vocabulary.length;
  const logits = new Float32Array(ids.length * V);
  let state = model.zeroState(1);
  for (let from = 0; from < ids.length; from += 250) {
    const piece = ids.subarray(from, from + 250);
    const forward = model.forward(tf.tensor2d(piece, [piece.length, 1], 'int32'), state);
    logits.set(await forward.logits.data(), from * V);
    state = forward.state;
  }
  return logits;
}

/** @param worst largest difference of logits, by what computed them */
function expectNear(worst, comparisons) {
  console.log('      largest difference of logits:', JSON.stringify(worst));
  const isNear = Object.values(worst).every((difference) => difference < TOLERANCE);
  if (Object.keys(worst).length !== comparisons || !isNear)
    throw new Error(`Expected ${comparisons} comparisons within ${TOLERANCE}, got ${JSON.stringify(worst)}`);
}
