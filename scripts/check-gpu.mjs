// Checks that need an NVIDIA GPU (docs/gpu.md): builds TensorFlow for CUDA, compares its kernels with TensorFlow.js's operations, trains in
// all precisions and out of memory, races Keras. Needs g++, pip, NVIDIA's driver; for Keras, LONGRANGE_PYTHON with `tensorflow[and-cuda]`.
//
//   pnpm build && node scripts/check-gpu.mjs [gpu | cpu] [WORDS]
//
// cpu does the same on a processor, to try this script without a GPU; WORDS selects the checks with these words in their names.
import { join } from 'node:path';
import { cli, root, run, runChecks } from './shell.mjs';

const device = process.argv[2] === 'cpu' ? 'cpu' : 'gpu';
const engine = { cpu: 'node', gpu: 'node-gpu' }[device];
const only = process.argv[3] ?? '';
let runs;
const hour = { timeoutMs: 3_600_000 };
const longrange = (...words) => run(process.execPath, [cli, ...words], hour);

/** Trains after a line of a shell, and returns what the command prints. */
function train(words, settings, line = 'true') {
  const where = ['train', '--engine', engine, '--runs', runs, ...words, '--set', ...settings];
  return run('bash', ['-c', `${line}; exec "$0" "$@"`, process.execPath, cli, ...where], hour);
}

/** Prints the last few lines that match. */
function show(output, pattern) {
  const lines = output.split('\n').filter((line) => pattern.test(line));
  console.log(lines.slice(-4).join('\n'));
}

/** Limits a GPU's memory to 2 GiB by what TensorFlow is to leave, a processor's to 4 GiB by a limit of the process. */
const littleMemory = {
  gpu: 'export TF_DEVICE_MIN_SYS_MEMORY_IN_MB=$(($(nvidia-smi -i 0 --query-gpu=memory.free --format=csv,noheader,nounits) - 2048))',
  cpu: 'ulimit -v $((4 * 1024 ** 2))',
}[device];

/** Amounts of work; less on a processor, to save time. */
const amounts = {
  gpu: { characters: 8_000_000, batch: 64, length: 256, large: 4096 },
  cpu: { characters: 40_000, batch: 16, length: 128, large: 512 },
}[device];

/** Trains with more sequences at once than fit into memory; the advice must appear, and the checkpoint must be whole. */
function outOfMemory() {
  const settings = `batchSize=${amounts.large} sequenceLength=256 microBatchSize=16 logEverySteps=1 epochs=null
    validationEverySteps=0 validationMaxCharacters=1000`;
  const until = (steps) => `maxCharacters=${steps * amounts.large * 256}`;
  const run = ['--run', 'memory'];
  train(run, [...settings.split(/\s+/), until(1)]);
  let output = '';
  try {
    output = train(['--resume', 'latest', ...run], ['microBatchSize=null', until(2)], littleMemory);
  } catch (error) {
    output = error.message;
  }
  for (const wanted of ['TensorFlow has none left', 'microBatchSize'])
    if (!output.includes(wanted)) throw new Error(`Expected ${JSON.stringify(wanted)}, got:\n${output}`);
  show(output, /none left/);
  // The earlier checkpoint is whole, and with the advice taken, training fits into memory.
  const resumed = train(['--resume', 'latest', ...run], ['microBatchSize=16', until(2)]);
  const from = Number(/continuing from step (\d+)$/m.exec(resumed)?.[1]);
  const to = Number(/^trained +(\d+) steps/m.exec(resumed)?.[1]);
  if (!(from > 0 && to > from)) throw new Error(resumed);
}

await runChecks(device, async (tools) => {
  runs = tools.at('runs');
  const check = async (name, body) => {
    if (name.includes(only)) await tools.check(name, body);
  };
  await check("TensorFlow's library loads, and computes where it should", () => {
    if (device === 'gpu')
      console.log(
        run('nvidia-smi', ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader']),
      );
    const output = longrange('tensorflow', ...(device === 'gpu' ? ['--gpu'] : []));
    if (!output.includes(`computes on the ${device.toUpperCase()}`)) throw new Error(output);
  });
  const tests = (environment, ...files) => {
    const cwd = join(root, 'packages/backend-tensorflow');
    const words = [join(cwd, 'node_modules/vitest/vitest.mjs'), 'run', ...files];
    const env = { LONGRANGE_TENSORFLOW_DEVICE: device, ...environment };
    run(process.execPath, words, { cwd, environment: env, timeoutMs: 1_800_000 });
  };
  await check("layers, products, cross-entropy, Adam and sampling equal TensorFlow.js's own operations", () =>
    tests({}, 'tests/parity.test.ts', 'tests/generate.test.ts'),
  );
  await check('keeps no memory over 10,000 steps of training, and of sampling', () =>
    tests({ LONGRANGE_WHOLE: '1' }, 'tests/leak.test.ts'),
  );
  for (const precision of ['float32', 'mixed_float16', 'mixed_bfloat16']) {
    const { batch, length, characters } = amounts;
    await check(`trains ${batch} × ${length}, 2 × 256 in ${precision}`, () => {
      const settings = [
        `batchSize=${batch}`,
        `sequenceLength=${length}`,
        `training.maxCharacters=${characters}`,
      ];
      const output = train(['--precision', precision, '--run', precision], settings);
      show(output, /char\/s|^trained|^test/);
    });
  }
  await check('samples', () => {
    const words = ['--engine', engine, '--runs', runs, '--checkpoint', 'float32', '--length', '2000'];
    if (longrange('sample', ...words).length < 2000) throw new Error('Expected 2,000 characters.');
  });
  await check('out of memory: says what to do, and loses no checkpoint', outOfMemory);
  await check('speed beside Keras on the same device', () => {
    const output = run(process.execPath, [join(root, 'bench/dist/main.js'), 'tensorflow', device], hour);
    console.log(output.split('\n').slice(0, -2).join('\n'));
    if (output.includes('absent: keras'))
      console.log('No Keras: LONGRANGE_PYTHON names no Python with tensorflow, so nothing was compared.');
  });
});
