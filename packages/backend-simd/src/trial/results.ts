import { adamTensors, cells, plan, planLayer } from '../generated/declarations.ts';
import type { JobArguments } from '../jobs.ts';
import type { TrialKernels } from './trial-kernels.ts';

/** Neither rows nor units fill their tiles and panels. */
const [T, B, H] = [3, 11, 40];
const STATE = B * H;
const STEPS = T * STATE;

type RecurrentJob = `${'lstm' | 'gru' | 'rnn'}${'Forward' | 'Backward'}`;

/** Numbers that a job writes. */
interface Written {
  readonly address: number;
  readonly length: number;
}

/** Outputs and gradients of each kind of recurrent layer: all that each job writes, in one array. */
export function recurrentResults(trial: TrialKernels): Record<RecurrentJob, Float32Array> {
  const h0 = trial.numbers(STATE, 0.9);
  const c0 = trial.numbers(STATE, 0.9);
  const dOutputs = trial.numbers(STEPS);
  const noTokens = { tokens: 0, table: 0 };
  const room = (length: number): Written => ({ address: trial.allocate(length * 4), length });
  /** The gradient by a state goes in and comes out. */
  const carried = (): Written => ({ address: trial.numbers(STATE, 0.9), length: STATE });

  const gatesStep = 4 * STATE * 4;

  const u4 = trial.numbers(H * 4 * H, 0.3);
  const [outputs, cells, gates] = [room(STEPS), room(STEPS), room(4 * STEPS)];
  const x4 = { x: trial.numbers(4 * STEPS, 2), ...noTokens };
  const lstm = { gates: gates.address, cells: cells.address, packedUT: transposed(trial, u4, 4) };

  const u3 = trial.numbers(H * 3 * H, 0.3);
  const [gruOutputs, gruGates] = [room(STEPS), room(4 * STEPS)];
  const x3 = { x: trial.numbers(3 * STEPS, 2), ...noTokens, bias: trial.numbers(3 * H) };
  const panels = { packedUzr: packed(trial, u3, 3, 2 * H), packedUh: packed(trial, u3 + 2 * H * 4, 3, H) };
  const gru = {
    ...{ gates: gruGates.address, outputs: gruOutputs.address },
    packedUT: transposed(trial, u3, 3),
  };

  const u1 = trial.numbers(H * H, 0.3);
  const rnnOutputs = room(STEPS);
  const x1 = { x: trial.numbers(STEPS, 2), ...noTokens };
  const rnn = { outputs: rnnOutputs.address, packedUT: transposed(trial, u1, 1) };

  // In this order: the backward jobs read what the forward ones have written.
  return {
    lstmForward: run(
      trial,
      'lstmForward',
      { ...x4, packedU: packed(trial, u4, 4, 4 * H), h0, c0, gatesStep },
      { outputs, cells, gates },
    ),
    lstmBackward: run(
      trial,
      'lstmBackward',
      { ...lstm, c0, dOutputs },
      { dx: room(4 * STEPS), dh0: carried(), dc0: carried() },
    ),
    gruForward: run(
      trial,
      'gruForward',
      { ...x3, ...panels, h0, gatesStep },
      { outputs: gruOutputs, gates: gruGates },
    ),
    gruBackward: run(
      trial,
      'gruBackward',
      { ...gru, h0, dOutputs },
      { dx: room(3 * STEPS), du: room(3 * STEPS), dh0: carried() },
    ),
    rnnForward: run(
      trial,
      'rnnForward',
      { ...x1, packedU: packed(trial, u1, 1, H), h0 },
      { outputs: rnnOutputs },
    ),
    rnnBackward: run(trial, 'rnnBackward', { ...rnn, dOutputs }, { dx: room(STEPS), dh0: carried() }),
  };
}

function run<Job extends RecurrentJob, Name extends keyof JobArguments<Job>>(
  trial: TrialKernels,
  job: Job,
  given: Omit<JobArguments<Job>, 'T' | 'B' | 'H' | 'scratch' | 'scratchBytes' | Name>,
  written: Readonly<Record<Name, Written>>,
): Float32Array {
  const blocks = Object.entries<Written>(written);
  const addresses = Object.fromEntries(blocks.map(([name, { address }]) => [name, address]));
  const scratch = trial.allocate(trial.exports.recurrentScratchBytes(B, H));
  const args = { T, B, H, ...given, ...addresses, scratch, scratchBytes: 0 };
  trial.run(job, args as unknown as JobArguments<Job>);
  return Float32Array.from(blocks.flatMap(([, { address, length }]) => [...trial.read(address, length)]));
}

/** Panels of `columns` of a recurrent kernel (H, gates × H). */
function packed(trial: TrialKernels, from: number, gates: number, columns: number): number {
  const stride = gates * H * 4;
  return trial.panels({ from, stride, along: true, columns, depth: H, blocks: 1, interleaved: false });
}

/** Panels of its transpose, gate by gate. */
function transposed(trial: TrialKernels, from: number, gates: number): number {
  const stride = gates * H * 4;
  return trial.panels({
    ...{ from, stride, along: false, columns: H },
    ...{ depth: H, blocks: gates, interleaved: false },
  });
}

/** Logits and states after a few characters of each kind of cell with two layers; for one sequence and for a few */
export function generateResults(trial: TrialKernels): Record<string, Float32Array> {
  const results: Record<string, Float32Array> = {};
  for (const cell of cells) {
    for (const rows of [1, 4]) results[`generate, ${cell} × ${rows}`] = write(trial, cell, rows);
  }
  return results;
}

function write(trial: TrialKernels, cell: (typeof cells)[number], rows: number): Float32Array {
  // Whole panels in every build, so that nothing is padded.
  const [steps, H, V] = [5, 32, 64];
  const [state, logits] = [rows * H, trial.allocate(rows * V * 4)];
  const kernel = () => {
    const source = { from: trial.numbers(H * 4 * H, 0.3), stride: 16 * H, along: true };
    return trial.panels({ ...source, columns: H, depth: H, blocks: 4, interleaved: rows === 1 });
  };
  const layers = [0, 1].map((layer) => ({
    kernel: layer === 0 ? 0 : kernel(),
    recurrentKernel: kernel(),
    bias: layer === 0 ? 0 : trial.numbers(4 * H),
    hidden: trial.numbers(state, 0.9),
    otherHidden: trial.allocate(state * 4),
    cell: cell === 'lstm' ? trial.numbers(state, 0.9) : 0,
  }));
  const dense = { from: trial.numbers(H * V), stride: V * 4, along: true, columns: V, depth: H };
  const planAt = trial.records([
    [
      plan,
      {
        ...{ steps, sequences: rows, rows, H, Hp: H, V, Vp: V, layers: layers.length, logits },
        ...{ temperature: 1, topK: V, topP: 1, cell: cells.indexOf(cell) },
        table: trial.numbers(V * 4 * H),
        denseKernel: trial.panels({ ...dense, blocks: 1, interleaved: false }),
        denseBias: trial.numbers(V),
        tokens: trial.allocate(rows * 4),
        // Zeros, which choose the first character.
        uniforms: trial.allocate(steps * rows * 8),
        written: trial.allocate(steps * rows * 4),
        preactivations: trial.allocate(rows * 16 * trial.exports.panelColumns()),
        scratch: trial.allocate(trial.exports.generateScratchBytes(rows, H, V)),
        barrier: trial.allocate(8),
        failed: trial.allocate(4),
      },
    ],
    ...layers.map((layer) => [planLayer, layer] as const),
  ]);
  trial.run('generate', { planAt });
  const states = layers.flatMap(({ hidden, otherHidden, cell: at }) => [
    hidden,
    otherHidden,
    ...(at ? [at] : []),
  ]);
  return Float32Array.from([
    ...trial.read(logits, rows * V),
    ...states.flatMap((address) => [...trial.read(address, state)]),
  ]);
}

/** A parameter and its moments after two steps of Adam. */
export function adamResults(trial: TrialKernels): { readonly adam: Float32Array } {
  // Neither a whole number of wide vectors nor of lines.
  const size = 100;
  const [parameter, gradient, m] = [trial.numbers(size), trial.numbers(size, 0.3), trial.numbers(size, 0.1)];
  const v = trial.allocate(size * 4);
  const records = trial.records([
    [adamTensors, { size, parameter, gradient, m, v, gradientScale: 0.7, decay: 0.01 }],
  ]);
  for (let step = 0; step < 2; step++)
    trial.run('adam', { count: 1, records, rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 });
  return { adam: Float32Array.from([parameter, m, v].flatMap((at) => [...trial.read(at, size)])) };
}
