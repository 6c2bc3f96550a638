import { LSTM, LSTM_FROM_TOKENS, LSTM_FROM_TOKENS_GRADIENT, LSTM_GRADIENT } from '@longrange/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Engine, JOB } from '../engine.ts';
import { type KernelCall, registerHotKernel } from './kernel.ts';
import { product } from './matmul.ts';
import { withPanels } from './panels.ts';

const TILE_ROWS = 4;

interface Size {
  readonly T: number;
  readonly B: number;
  readonly H: number;
}

/** The address of each input, by name; moves them into WebAssembly memory. */
function addresses<Name extends string>(
  { inputs, backend }: KernelCall,
  names: readonly Name[],
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, backend.address(inputs[name]!)])) as Record<
    Name,
    number
  >;
}

function sizeOf({ inputs }: KernelCall, sequence: string): Size {
  const [T, B] = inputs[sequence]!.shape as [number, number];
  return { T, B, H: inputs.recurrentKernel!.shape[0]! };
}

/** Runs `use` with the recurrent kernel [H, 4H] as a right operand in panels. */
function withKernelPanels(engine: Engine, kernel: number, H: number, use: (panels: number) => void): void {
  withPanels(engine, { from: kernel, stride: 16 * H, along: true, columns: 4 * H, depth: H, blocks: 1 }, use);
}

/** Runs `use` with its transpose in panels, one gate after the other. */
function withTransposedPanels(
  engine: Engine,
  kernel: number,
  H: number,
  use: (panels: number) => void,
): void {
  withPanels(engine, { from: kernel, stride: 16 * H, along: false, columns: H, depth: H, blocks: 4 }, use);
}

function withThreadScratch(engine: Engine, use: (scratch: number, bytes: number) => void): void {
  const bytes = Math.ceil(engine.kernels.recurrentScratchBytes() / 64) * 64;
  engine.withScratch(bytes * engine.threads, (scratch) => {
    use(scratch, bytes);
  });
}

function forward(
  call: KernelCall,
  size: Size,
  sequence: { x: number; tokens: number; table: number },
): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, ['recurrentKernel', 'initialHidden', 'initialCell']);
  const outputs = call.backend.output([T, B, H]);
  const hidden = call.backend.output([B, H]);
  const cell = call.backend.output([B, H]);
  const gates = call.backend.output([T, B, 4 * H]);
  const cells = call.backend.output([T, B, H]);
  withKernelPanels(engine, at.recurrentKernel, H, (packedU) => {
    withThreadScratch(engine, (scratch, bytes) => {
      const states = [at.initialHidden, at.initialCell];
      const results = [outputs.address, cells.address, gates.address];
      const { x, tokens, table } = sequence;
      engine.run(
        JOB.lstmForward,
        [T, B, H, x, tokens, table, packedU, ...states, ...results, scratch, bytes],
        [],
        B > TILE_ROWS,
      );
    });
  });
  copyFloats(engine, outputs.address + (T - 1) * B * H * 4, hidden.address, B * H);
  copyFloats(engine, cells.address + (T - 1) * B * H * 4, cell.address, B * H);
  return [outputs, hidden, cell, gates, cells].map(({ info }) => info);
}

function copyFloats({ heap }: Engine, from: number, to: number, length: number): void {
  heap.floats(to, length).set(heap.floats(from, length));
}

/** Gradients by the recurrent kernel and the initial state; those by the pre-activations go to `dx`. */
function backward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, [
    ...(['recurrentKernel', 'initialHidden', 'initialCell', 'outputs', 'gates', 'cells'] as const),
    ...(['outputsGradient', 'finalHiddenGradient', 'finalCellGradient'] as const),
  ]);
  const dU = call.backend.output([H, 4 * H]);
  const dh = call.backend.output([B, H]);
  const dc = call.backend.output([B, H]);
  copyFloats(engine, at.finalHiddenGradient, dh.address, B * H);
  copyFloats(engine, at.finalCellGradient, dc.address, B * H);
  withTransposedPanels(engine, at.recurrentKernel, H, (packedUT) => {
    withThreadScratch(engine, (scratch, bytes) => {
      const saved = [at.gates, at.cells, at.initialCell, packedUT, at.outputsGradient];
      engine.run(
        JOB.lstmBackward,
        [T, B, H, ...saved, dx, dh.address, dc.address, scratch, bytes],
        [],
        B > TILE_ROWS,
      );
    });
  });
  // dU = Σ h(t-1)ᵀ dx(t): the initial state meets the first step, the outputs all later ones.
  const common = { M: H, N: 4 * H, transposeA: true, c: dU.address };
  product(engine, { ...common, K: B, a: at.initialHidden, b: dx });
  if (T > 1) {
    product(engine, { ...common, K: (T - 1) * B, a: at.outputs, b: dx + B * 4 * H * 4, accumulate: true });
  }
  return [dU, dh, dc].map(({ info }) => info);
}

export function registerLstmKernels(): void {
  registerHotKernel(LSTM, (call) => {
    const { preactivations } = addresses(call, ['preactivations']);
    return forward(call, sizeOf(call, 'preactivations'), { x: preactivations, tokens: 0, table: 0 });
  });

  registerHotKernel(LSTM_GRADIENT, (call) => {
    const size = sizeOf(call, 'outputs');
    const dx = call.backend.output([size.T, size.B, 4 * size.H]);
    return [dx.info, ...backward(call, size, dx.address)];
  });

  registerHotKernel(LSTM_FROM_TOKENS, (call) =>
    forward(call, sizeOf(call, 'tokens'), { x: 0, ...addresses(call, ['tokens', 'table']) }),
  );

  registerHotKernel(LSTM_FROM_TOKENS_GRADIENT, (call) => {
    const size = sizeOf(call, 'tokens');
    const { T, B, H } = size;
    const { engine } = call.backend;
    const V = call.inputs.table!.shape[0]!;
    const { tokens } = addresses(call, ['tokens']);
    const dTable = call.backend.output([V, 4 * H]);
    return engine.withScratch(T * B * 4 * H * 4, (dx) => {
      const others = backward(call, size, dx);
      engine.run(JOB.scatterAddRows, [T * B, V, 4 * H, tokens, dx, dTable.address]);
      return [dTable.info, ...others];
    });
  });
}
