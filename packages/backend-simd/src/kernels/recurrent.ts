import { GRU, LSTM, type RecurrentKernels, RNN } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { JobArguments } from '../jobs.ts';
import { sumOfRows } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { product } from './matmul.ts';
import { matrixSizes, operands, refuse, saves, shapeOf } from './operands.ts';
import { packPanels } from './panels.ts';

const TILE_ROWS = 4;
/** Number of rows whose pre-activations stay in the cache until the recurrence reads them */
const ROWS_AT_ONCE = 2048;

interface Size {
  readonly T: number;
  readonly B: number;
  readonly H: number;
}

/** Steps of a sequence, and the addresses of a layer's input: either `x`, or `tokens` and `table`; the others are 0 */
interface Steps {
  /** Index of the first, from 0 */
  readonly from: number;
  readonly count: number;
  readonly x: number;
  readonly tokens: number;
  readonly table: number;
}

type Cell = 'lstm' | 'gru' | 'rnn';

/** Makes the six kernels of a layer: from pre-activations, characters or inputs, forward and gradient. */
function recurrentKernels(cell: Cell, kernels: RecurrentKernels): readonly NamedKernel[] {
  const hasCell = kernels.states.includes('cell');
  const hasBias = kernels.weights.includes('recurrentBias');
  const hasGates = kernels.saved.includes('gates');

  /** Computes the outputs, the final state and, if it must be saved, what else the gradient needs */
  const runForward = (call: KernelCall, size: Size, source: Iterable<Steps>): TensorInfo[] => {
    const { T, B, H } = size;
    const N = kernels.gates * H;
    const at = operands<string>(call, {
      recurrentKernel: [H, N],
      initialHidden: [B, H],
      ...(hasBias && { recurrentBias: [N] }),
      ...(hasCell && { initialCell: [B, H] }),
    });
    const sequence = () => call.output([T, B, H]);
    const [outputs, cells] = [sequence(), hasCell ? sequence() : undefined];
    // Without a gradient, all steps use the same memory for their gates.
    const saved = saves(call);
    const gates = hasGates ? call.output([saved ? T : 1, B, 4 * H]) : undefined;
    const gatesStep = saved ? B * 4 * H * 4 : 0;
    const before = (initial: number, states: number, from: number) =>
      from === 0 ? initial : states + (from - 1) * B * H * 4;
    const panels = packKernel(call, at.recurrentKernel!, H);
    const scratch = batchScratch(call, size);
    for (const { from, count, ...read } of source) {
      const step = from * B * H * 4;
      runByBatch(call, `${cell}Forward`, {
        T: count,
        B,
        H,
        ...read,
        ...panels,
        ...scratch,
        bias: at.recurrentBias,
        h0: before(at.initialHidden!, outputs.address, from),
        outputs: outputs.address + step,
        ...(cells && { c0: before(at.initialCell!, cells.address, from), cells: cells.address + step }),
        ...(gates && { gates: gates.address + from * gatesStep, gatesStep }),
      });
    }
    const last = [outputs, ...(cells ? [cells] : [])].map(
      ({ address }) => copyOf(call, address + (T - 1) * B * H * 4, size).info,
    );
    const kept = [gates, cells].flatMap((tensor) => (tensor ? [tensor.info] : []));
    if (saved) return [outputs.info, ...last, ...kept];
    for (const { dataId } of kept) call.backend.disposeData(dataId);
    return [outputs.info, ...last];
  };

  /** Packs a recurrent kernel [H, gates × H] into panels */
  const packKernel = (call: KernelCall, kernel: number, H: number) => {
    const pack = (from: number, columns: number): number => {
      const stride = kernels.gates * H * 4;
      return packPanels(call, { from, stride, along: true, columns, depth: H, blocks: 1 });
    };
    if (cell !== 'gru') return { packedU: pack(kernel, kernels.gates * H) };
    // The candidate's product has other initial values than those of z and r, so it has panels of its own.
    return { packedUzr: pack(kernel, 2 * H), packedUh: pack(kernel + 2 * H * 4, H) };
  };

  /** Computes the gradients of the weights and the initial state; those of the pre-activations go to `dx`. */
  const runBackward = (call: KernelCall, size: Size, dx: number): TensorInfo[] => {
    const { T, B, H } = size;
    const N = kernels.gates * H;
    const at = operands<string>(call, {
      recurrentKernel: [H, N],
      initialHidden: [B, H],
      outputs: [T, B, H],
      ...(hasGates && { gates: [T, B, 4 * H] }),
      ...(hasCell && { initialCell: [B, H], cells: [T, B, H], finalCellGradient: [B, H] }),
      outputsGradient: [T, B, H],
      finalHiddenGradient: [B, H],
    });
    // The gradients of the final states become those of the initial ones.
    const dh = copyOf(call, at.finalHiddenGradient!, size);
    const dc = hasCell ? copyOf(call, at.finalCellGradient!, size) : undefined;
    // The reset gate separates the gradients of the recurrent part from those of the pre-activations.
    const du = hasBias ? call.scratch(T * B * N * 4) : dx;
    // Transposed, gate by gate.
    const kernel = { from: at.recurrentKernel!, stride: N * 4, along: false, columns: H, depth: H };
    const packedUT = packPanels(call, { ...kernel, blocks: kernels.gates });
    runByBatch(call, `${cell}Backward`, {
      ...size,
      ...at,
      ...batchScratch(call, size),
      packedUT,
      dOutputs: at.outputsGradient,
      h0: at.initialHidden,
      c0: at.initialCell,
      dx,
      du,
      dh0: dh.address,
      dc0: dc?.address,
    });
    // Σ h(t−1)ᵀ dz(t): the initial state is multiplied with the first step, the outputs with all later ones.
    const byKernel = call.output([H, N]);
    const common = { M: H, N, transposeA: true, c: byKernel.address };
    const { engine } = call.backend;
    product(engine, { ...common, K: B, a: at.initialHidden!, b: du });
    const later = { K: (T - 1) * B, a: at.outputs!, b: du + B * N * 4 };
    if (T > 1) product(engine, { ...common, ...later, accumulate: true });
    const byBias = hasBias ? [sumOfRows(call, T * B, [N], du)] : [];
    return [byKernel.info, ...byBias, dh.info, ...(dc ? [dc.info] : [])];
  };

  const forward = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'preactivations');
    const { T, B, H } = size;
    const { preactivations } = operands(call, { preactivations: [T, B, kernels.gates * H] });
    return runForward(call, size, [{ from: 0, count: T, x: preactivations, tokens: 0, table: 0 }]);
  };

  const gradient = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'outputs');
    const dx = call.output([size.T, size.B, kernels.gates * size.H]);
    return [dx.info, ...runBackward(call, size, dx.address)];
  };

  /** Reads the addresses of the characters and their table, and the size of the vocabulary. */
  const readTokens = (call: KernelCall, { T, B, H }: Size) => {
    const [V] = matrixSizes(call, 'table');
    const expected = { tokens: { ids: [T, B], below: V }, table: [V, kernels.gates * H] };
    return { V, ...operands(call, expected) };
  };

  const forwardFromTokens = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'tokens');
    const { tokens, table } = readTokens(call, size);
    return runForward(call, size, [{ from: 0, count: size.T, x: 0, tokens, table }]);
  };

  const gradientFromTokens = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'tokens');
    const [R, N] = [size.T * size.B, kernels.gates * size.H];
    const { V, tokens } = readTokens(call, size);
    const dTable = call.output([V, N]);
    const dx = call.scratch(R * N * 4);
    const others = runBackward(call, size, dx);
    call.backend.engine.run('scatterAddRows', { R, V, N, tokens, dx, dTable: dTable.address });
    return [dTable.info, ...others];
  };

  /** Reads the addresses of inputs, kernel and bias, and the size of an input */
  const readInputs = (call: KernelCall, { T, B, H }: Size) => {
    const [I] = matrixSizes(call, 'kernel');
    const N = kernels.gates * H;
    return { I, N, ...operands(call, { inputs: [T, B, I], kernel: [I, N], bias: [N] }) };
  };

  const forwardFromInputs = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'inputs');
    const { T, B } = size;
    const { I, N, inputs, kernel, bias } = readInputs(call, size);
    const most = Math.min(T, Math.max(1, Math.floor(ROWS_AT_ONCE / B)));
    const x = call.scratch(most * B * N * 4);
    function* source(): Generator<Steps> {
      for (let from = 0; from < T; from += most) {
        const count = Math.min(most, T - from);
        const a = inputs + from * B * I * 4;
        product(call.backend.engine, { M: count * B, N, K: I, a, b: kernel, c: x, bias });
        yield { from, count, x, tokens: 0, table: 0 };
      }
    }
    return runForward(call, size, source());
  };

  const gradientFromInputs = (call: KernelCall): TensorInfo[] => {
    const size = sizeOf(call, 'outputs');
    const { engine } = call.backend;
    const rows = size.T * size.B;
    const { I, N, inputs, kernel } = readInputs(call, size);
    const [dInputs, dKernel] = [call.output([size.T, size.B, I]), call.output([I, N])];
    const dx = call.scratch(rows * N * 4);
    const others = runBackward(call, size, dx);
    product(engine, { M: rows, N: I, K: N, a: dx, b: kernel, transposeB: true, c: dInputs.address });
    product(engine, { M: I, N, K: rows, a: inputs, transposeA: true, b: dx, c: dKernel.address });
    return [dInputs.info, dKernel.info, sumOfRows(call, rows, [N], dx), ...others];
  };

  const { from } = kernels;
  return [
    [from.preactivations.forward, forward],
    [from.preactivations.gradient, gradient],
    [from.tokens.forward, forwardFromTokens],
    [from.tokens.gradient, gradientFromTokens],
    [from.inputs.forward, forwardFromInputs],
    [from.inputs.gradient, gradientFromInputs],
  ];
}

/** Reads the sizes from the first two axes of a sequence and the rows of the recurrent kernel */
function sizeOf(call: KernelCall, sequence: string): Size {
  const [H] = matrixSizes(call, 'recurrentKernel');
  const shape = shapeOf(call, sequence);
  const [T = 0, B = 0] = shape;
  if (T * B === 0) refuse(call, sequence, 'to have steps and sequences', `[${shape.join(', ')}]`);
  return { T, B, H };
}

/** Scratch memory for a job that splits the batch, for each thread. */
function batchScratch({ backend: { engine }, scratch }: KernelCall, { B, H }: Size) {
  const scratchBytes = Math.ceil(engine.sizes.recurrentScratchBytes(B, H) / 64) * 64;
  return { scratch: scratch(scratchBytes * engine.threads), scratchBytes };
}

/** Runs a job that splits the batch. Surplus words are ignored; the parity tests would reveal a word without a value. */
function runByBatch<Job extends `${Cell}${'Forward' | 'Backward'}`>(
  { backend: { engine } }: KernelCall,
  job: Job,
  words: Size & { readonly [word: string]: number | undefined },
): void {
  engine.run(job, words as unknown as JobArguments<Job>, words.B > TILE_ROWS);
}

/** Makes a tensor [B, H] with the numbers at an address */
function copyOf({ backend, output }: KernelCall, from: number, { B, H }: Size) {
  const copy = output([B, H]);
  const { heap } = backend.engine;
  heap.floats(copy.address, B * H).set(heap.floats(from, B * H));
  return copy;
}

export const recurrentCellKernels: readonly NamedKernel[] = [
  ...recurrentKernels('lstm', LSTM),
  ...recurrentKernels('gru', GRU),
  ...recurrentKernels('rnn', RNN),
];
