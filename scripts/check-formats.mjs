// Whether files of models mean the same to longrange and to the programs that they are of. Real Keras trains the reference model for some steps
// and saves it; longrange reads the file and computes the logits of 10,000 held-out characters with the state carried; Keras, ONNX Runtime (from
// Python and from Node) and NumPy (safetensors) compute them again from what longrange exported, TensorFlow.js layers the first 2,000. Wants a
// build, npm with a package registry, and python3 with one or, as LONGRANGE_PYTHON, a Python that has keras with a backend, onnxruntime and
// safetensors.
//
//   pnpm build && node scripts/check-formats.mjs
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { readModelFile, writeKeras, writeOnnx } = await import('../packages/formats/dist/index.js');
const { CharacterModel } = await import('../packages/model/dist/index.js');
const { saveModel } = await import('../packages/model/dist/node/index.js');
const { registerSimdBackend } = await import('../packages/backend-simd/dist/index.js');
const tf = createRequire(join(root, 'packages/model/package.json'))('@tensorflow/tfjs-core');

/** Of logits after up to 10,000 steps of 256 units, which each program adds up in another order. */
const TOLERANCE = 1e-4;
/** JAX: of the backends of Keras that train, the smallest. */
const PACKAGES = ['keras==3.15.1', 'jax', 'onnxruntime', 'safetensors'];
/** ONNX Runtime takes 288 MiB unpacked, too much for every install of this repository; its install script fetches CUDA, and is not run. */
const NODE_PACKAGES = [
  'onnxruntime-node@1.30.0',
  ...['core', 'layers', 'backend-cpu'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`),
];

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-formats-'));
const at = (name) => join(workplace, name);
try {
  let python = process.env.LONGRANGE_PYTHON;
  if (!python) {
    python = at('environment/bin/python');
    await checks.check('formats: install Keras', () => {
      run('python3', ['-m', 'venv', at('environment')]);
      run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
    });
  }
  const script = (command) =>
    JSON.parse(
      run(python, [join(root, 'scripts/check-formats.py'), command, workplace]).match(/^\{.*\}$/m)[0],
    );
  await registerSimdBackend();
  await tf.setBackend('simd');

  await checks.check('formats: Keras trains and saves the reference model', async () => {
    await writeCorpus();
    console.log('     ', JSON.stringify(script('train')));
  });
  await checks.check('formats: longrange reads it, and computes what Keras computes', async () => {
    const read = await readModelFile(new Uint8Array(readFileSync(at('reference.keras'))), 'reference.keras');
    const ids = int32('reference.i32');
    // Only the command line below knows which character is which; here ids are enough.
    const logits = await logitsOf(read, ids);
    expectNear(logits, float32('keras.f32'), 'reference.keras');
    writeFileSync(at('reference.f32'), logits);
  });
  await checks.check('formats: longrange export writes keras, onnx, safetensors and tfjs', () => {
    cpSync(at('reference.keras'), at('theirs.keras'));
    rmSync(at('reference.keras'));
    for (const format of ['keras', 'onnx', 'safetensors', 'tfjs']) {
      run(process.execPath, [
        ...[
          'apps/cli/dist/main.js',
          'export',
          '--checkpoint',
          at('theirs.keras'),
          '--vocabulary',
          at('corpus'),
        ],
        ...['--format', format, '--output', at(`reference${format === 'tfjs' ? '-' : '.'}${format}`)],
      ]);
    }
  });
  await checks.check('formats: our own models, of each cell, with the beginning of a document', async () => {
    for (const cell of ['lstm', 'gru', 'rnn']) await writeOwn(cell);
  });
  await checks.check('formats: Keras, ONNX Runtime and NumPy compute what longrange computes', () => {
    expectWithin(script('compare'), 9);
  });
  await checks.check('formats: install onnxruntime-node and TensorFlow.js', () => {
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', workplace];
    run('npm', [...words, ...NODE_PACKAGES]);
    cpSync(join(root, 'scripts/run-exports.mjs'), at('run-exports.mjs'));
  });
  await checks.check('formats: onnxruntime-node and TensorFlow.js layers compute it, too', () => {
    const { 'gru, tfjs-layers': refused, ...worst } = JSON.parse(
      run(process.execPath, [at('run-exports.mjs'), workplace], { outputOnly: true }).match(/^\{.*\}$/m)[0],
    );
    if (!/^refused: GRUCell does not support reset_after/.test(refused))
      throw new Error(
        `Expected TensorFlow.js layers to refuse a GRU, which they would compute otherwise, got ${refused}`,
      );
    expectWithin(worst, 7);
  });
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** Half a million characters of the standard library, as documents of their own. */
async function writeCorpus() {
  const split = { kind: 'document', validation: 0, test: 0 };
  const train = (await loadCorpus({ sources: ['stdlib'], split })).split('train');
  mkdirSync(at('corpus'));
  let characters = 0;
  for (let document = 0; characters < 500_000; document++) {
    const text = train.text(document);
    characters += text.length;
    writeFileSync(at(`corpus/${String(document).padStart(4, '0')}.py`), text);
  }
}

async function writeOwn(cell) {
  const config = { cell, units: 32, embeddingSize: 8, embeddingRange: 1, vocabulary: [...'abcdefghij\n"'] };
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
  writeFileSync(at(`${cell}.keras`), await writeKeras(weights));
  writeFileSync(at(`${cell}.onnx`), writeOnnx(weights));
  await saveModel(CharacterModel.fromValues(model.config, values), at(`${cell}-tfjs`));
  writeFileSync(at(`${cell}.i32`), ids);
  writeFileSync(at(`${cell}.f32`), await logitsOf(weights, ids));
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

function int32(name) {
  return new Int32Array(Uint8Array.from(readFileSync(at(name))).buffer);
}

function float32(name) {
  return new Float32Array(Uint8Array.from(readFileSync(at(name))).buffer);
}

function expectNear(ours, theirs, name) {
  if (ours.length !== theirs.length) throw new Error(`Expected ${theirs.length} logits, got ${ours.length}`);
  let worst = 0;
  for (let i = 0; i < ours.length; i++) worst = Math.max(worst, Math.abs(ours[i] - theirs[i]));
  const range = theirs.reduce(([low, high], logit) => [Math.min(low, logit), Math.max(high, logit)], [0, 0]);
  console.log(`      ${name}: ${ours.length} logits from ${range.join(' to ')}, largest difference ${worst}`);
  if (!(worst < TOLERANCE)) throw new Error(`Expected a difference below ${TOLERANCE}, got ${worst}`);
}

/** @param worst the largest difference of logits, by what computed them */
function expectWithin(worst, comparisons) {
  console.log('      largest difference of logits:', JSON.stringify(worst));
  const isNear = Object.values(worst).every((difference) => difference < TOLERANCE);
  if (Object.keys(worst).length !== comparisons || !isNear)
    throw new Error(`Expected ${comparisons} comparisons within ${TOLERANCE}, got ${JSON.stringify(worst)}`);
}
