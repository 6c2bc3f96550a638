import type { RecurrentAttributes, RecurrentKernels } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import type { JobArguments } from '../jobs.ts';
import { columnSums } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { product } from './matmul.ts';
import { matrixSizes, operands, refuse, shapeOf } from './operands.ts';
import type { RightOperand } from './panels.ts';

const TILE_ROWS = 4;
/** Number of rows whose pre-activations stay in the cache until the recurrence reads them */
const ROWS_AT_ONCE = 2048;

export interface Size {
  readonly T: number;
  readonly B: number;
  readonly H: number;
}

/** Some steps of a sequence, and the addresses of a layer's input: `x`, or else `tokens` and `table`; the others are 0. */
export interface Steps {
  /** The first of them. */
  readonly from: number;
  readonly count: number;
  readonly x: number;
  readonly tokens: number;
  readonly table: number;
}

/** Passes the steps of a sequence on, some at a time */
export type Source = (run: (steps: Steps) => void) => void;

export interface RecurrentLayer {
  /** Outputs, final state and, if it is to be saved, what the gradient needs besides */
  forward(call: KernelCall, size: Size, source: Source): TensorInfo[];
  /** Gradients by the weights and the initial state; those by the pre-activations go to `dx`. */
  backward(call: KernelCall, size: Size, dx: number): TensorInfo[];
}

/** The six kernels of a layer: a source of pre-activations, characters or inputs, forward and gradient. */
export function recurrentKernels(kernels: RecurrentKernels, layer: RecurrentLayer): readonly NamedKernel[] {
  const forward = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'preactivations');
    const { T, B, H } = size;
    const { preactivations } = operands(call, { preactivations: [T, B, kernels.gates * H] });
    return layer.forward(call, size, (run) =>
      run({ from: 0, count: T, x: preactivations, tokens: 0, table: 0 }),
    );
  };

  const gradient = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'outputs');
    const dx = call.output([size.T, size.B, kernels.gates * size.H]);
    return [dx.info, ...layer.backward(call, size, dx.address)];
  };

  /** Addresses of the characters and their table, and the size of the vocabulary. */
  const readTokens = (call: KernelCall, { T, B, H }: Size) => {
    const [V] = matrixSizes(call, 'table');
    const expected = { tokens: { ids: [T, B], below: V }, table: [V, kernels.gates * H] };
    return { V, ...operands(call, expected) };
  };

  const forwardFromTokens = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'tokens');
    const { tokens, table } = readTokens(call, size);
    return layer.forward(call, size, (run) => run({ from: 0, count: size.T, x: 0, tokens, table }));
  };

  const gradientFromTokens = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'tokens');
    const { engine } = call.backend;
    const rows = size.T * size.B;
    const width = kernels.gates * size.H;
    const { V, tokens } = readTokens(call, size);
    const dTable = call.output([V, width]);
    return engine.withScratch(rows * width * 4, (dx) => {
      const others = layer.backward(call, size, dx);
      engine.run('scatterAddRows', { R: rows, V, N: width, tokens, dx, dTable: dTable.address });
      return [dTable.info, ...others];
    });
  };

  /** Addresses of inputs, kernel and bias, and the size of an input */
  const readInputs = (call: KernelCall, { T, B, H }: Size) => {
    const [I] = matrixSizes(call, 'kernel');
    if (I === 0) refuse(call, 'kernel', 'to have rows', 'none');
    const width = kernels.gates * H;
    return { I, ...operands(call, { inputs: [T, B, I], kernel: [I, width], bias: [width] }) };
  };

  const forwardFromInputs = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'inputs');
    const { T, B, H } = size;
    const N = kernels.gates * H;
    const { I, inputs, kernel, bias } = readInputs(call, size);
    const { engine } = call.backend;
    const most = Math.min(T, Math.max(1, Math.floor(ROWS_AT_ONCE / B)));
    return engine.withScratch(most * B * N * 4, (x) =>
      layer.forward(call, size, (run) => {
        for (let from = 0; from < T; from += most) {
          const count = Math.min(most, T - from);
          const a = inputs + from * B * I * 4;
          product(engine, { M: count * B, N, K: I, a, b: kernel, c: x, bias });
          run({ from, count, x, tokens: 0, table: 0 });
        }
      }),
    );
  };

  const gradientFromInputs = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'outputs');
    const { engine } = call.backend;
    const rows = size.T * size.B;
    const N = kernels.gates * size.H;
    const { I, inputs, kernel } = readInputs(call, size);
    const [dInputs, dKernel, dBias] = [
      call.output([size.T, size.B, I]),
      call.output([I, N]),
      call.output([N]),
    ];
    return engine.withScratch(rows * N * 4, (dx) => {
      const others = layer.backward(call, size, dx);
      product(engine, { M: rows, N: I, K: N, a: dx, b: kernel, transposeB: true, c: dInputs.address });
      product(engine, { M: I, N, K: rows, a: inputs, transposeA: true, b: dx, c: dKernel.address });
      columnSums(engine, rows, N, dx, dBias.address);
      return [dInputs.info, dKernel.info, dBias.info, ...others];
    });
  };

  return [
    [kernels.forward, forward],
    [kernels.gradient, gradient],
    [kernels.forwardFromTokens, forwardFromTokens],
    [kernels.gradientFromTokens, gradientFromTokens],
    [kernels.forwardFromInputs, forwardFromInputs],
    [kernels.gradientFromInputs, gradientFromInputs],
  ];
}

/** Sizes by the first two axes of a sequence and the rows of the recurrent kernel */
function sizeOf(call: KernelCall, sequence: string): Size {
  const [H] = matrixSizes(call, 'recurrentKernel');
  const shape = shapeOf(call, sequence);
  const [T = 0, B = 0] = shape;
  if (T * B === 0) refuse(call, sequence, 'to have steps and sequences', `[${shape.join(', ')}]`);
  return { T, B, H };
}

/** `columns` of a recurrent kernel (H, N), the first of them at `from`. */
export function kernelOperand(from: number, H: number, N: number, columns: number): RightOperand {
  return { from, stride: N * 4, along: true, columns, depth: H, blocks: 1 };
}

/** The transpose of a recurrent kernel (H, gates × H), gate by gate. */
export function transposedOperand(from: number, H: number, gates: number): RightOperand {
  return { from, stride: gates * H * 4, along: false, columns: H, depth: H, blocks: gates };
}

type BatchJob = `${'lstm' | 'gru' | 'rnn'}${'Forward' | 'Backward'}`;

/** Runs a job that splits the batch, with scratch for each thread. */
export function runByBatch<Job extends BatchJob>(
  engine: Engine,
  job: Job,
  { T, B, H }: Size,
  others: Omit<JobArguments<Job>, keyof Size | 'scratch' | 'scratchBytes'>,
): void {
  const scratchBytes = Math.ceil(engine.sizes.recurrentScratchBytes(B, H) / 64) * 64;
  engine.withScratch(scratchBytes * engine.threads, (scratch) => {
    const args = { T, B, H, ...others, scratch, scratchBytes } as unknown as JobArguments<Job>;
    engine.run(job, args, B > TILE_ROWS);
  });
}

/** Room for the gates [B, 4H]: an output for all steps if they are to be saved, else one place for every step */
export function gatesOutput(call: KernelCall, { T, B, H }: Size) {
  const saved = saves(call);
  const { info, address } = call.output([saved ? T : 1, B, 4 * H]);
  return { info, address, step: saved ? B * 4 * H * 4 : 0 };
}

/** Results of a forward kernel, and what a gradient needs besides, freed unless it is to be saved */
export function withSaved(
  call: KernelCall,
  results: TensorInfo[],
  saved: readonly TensorInfo[],
): TensorInfo[] {
  if (saves(call)) return [...results, ...saved];
  for (const { dataId } of saved) call.backend.disposeData(dataId);
  return results;
}

/** True if a forward kernel is to return what the gradient needs */
export const saves = ({ attrs }: KernelCall): boolean => (attrs as RecurrentAttributes).save ?? true;

/** The state [B, H] before step `from`: the initial one, or what the step before wrote into a sequence [T, B, H]. */
export function stateBefore(initial: number, sequence: number, from: number, { B, H }: Size): number {
  return from === 0 ? initial : atStep(sequence, from - 1, B * H);
}

/** The address of a step in a sequence of `numbers` for each. */
export function atStep(sequence: number, step: number, numbers: number): number {
  return sequence + step * numbers * 4;
}

/** A new tensor [B, H] with the last step of a sequence [T, B, H]. */
export function lastStep({ backend, output }: KernelCall, sequence: number, { T, B, H }: Size): TensorInfo {
  const { info, address } = output([B, H]);
  copyFloats(backend.engine, atStep(sequence, T - 1, B * H), address, B * H);
  return info;
}

/** A new tensor [B, H] that starts as a copy: a gradient by the final state becomes that by the initial one. */
export function stateGradient({ backend, output }: KernelCall, from: number, { B, H }: Size) {
  const gradient = output([B, H]);
  copyFloats(backend.engine, from, gradient.address, B * H);
  return gradient;
}

function copyFloats({ heap }: Engine, from: number, to: number, length: number): void {
  heap.floats(to, length).set(heap.floats(from, length));
}

/**
 * The gradient by the recurrent kernel, [H, N] = Σ h(t−1)ᵀ dz(t): the initial state meets the first step, the outputs all
 * later ones.
 */
export function recurrentKernelGradient(
  { backend, output }: KernelCall,
  { T, B, H }: Size,
  { initialHidden, outputs, dz, N }: { initialHidden: number; outputs: number; dz: number; N: number },
): TensorInfo {
  const { info, address } = output([H, N]);
  const common = { M: H, N, transposeA: true, c: address };
  product(backend.engine, { ...common, K: B, a: initialHidden, b: dz });
  if (T > 1) {
    product(backend.engine, { ...common, K: (T - 1) * B, a: outputs, b: dz + B * N * 4, accumulate: true });
  }
  return info;
}
