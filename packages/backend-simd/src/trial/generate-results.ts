import { cells, plan, planLayer } from '../generated/declarations.ts';
import type { TrialKernels } from './trial-kernels.ts';

/** Whole panels in every build, so that nothing is padded. */
const [H, V] = [32, 64];
const STEPS = 5;

/** The logits and the states after a few characters, of each kind of cell with two layers; of one sequence and of a few. */
export function generateResults(trial: TrialKernels): Record<string, Float32Array> {
  const results: Record<string, Float32Array> = {};
  for (const cell of cells) {
    for (const rows of [1, 4]) results[`generate, ${cell} × ${rows}`] = write(trial, cell, rows);
  }
  return results;
}

function write(trial: TrialKernels, cell: (typeof cells)[number], rows: number): Float32Array {
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
        ...{ steps: STEPS, sequences: rows, rows, H, Hp: H, V, Vp: V, layers: layers.length, logits },
        ...{ temperature: 1, topK: V, topP: 1, cell: cells.indexOf(cell) },
        table: trial.numbers(V * 4 * H),
        denseKernel: trial.panels({ ...dense, blocks: 1, interleaved: false }),
        denseBias: trial.numbers(V),
        tokens: trial.allocate(rows * 4),
        // Zeros, which choose the first character.
        uniforms: trial.allocate(STEPS * rows * 8),
        written: trial.allocate(STEPS * rows * 4),
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
