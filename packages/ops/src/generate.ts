import { LongrangeError } from '@longrange/errors';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { checkIds } from './check-ids.ts';
import { checkTensor, shapeOf } from './check-shape.ts';
import type { CharacterChoice } from './choose-character.ts';
import { GENERATE, hasKernel, runKernel } from './kernels.ts';
import type { HiddenState, LstmState } from './recurrent.ts';

/**
 * Tensors of a recurrent language model. Pre-activations have four blocks of H, whatever the cell:
 *
 *   lstm  i, f, c, o
 *   gru   z, r, the candidate's part from the inputs, its part from the hidden state (with the recurrent bias)
 *   rnn   its only block, and three that are ignored
 */
export interface GenerateNetwork {
  readonly cell: 'lstm' | 'gru' | 'rnn';
  /** [N, 4H], N ≥ V: contribution of each character to the first layer, biases included; the last N − V are read but never written */
  readonly table: Tensor2D;
  /** Kernel [H, 4H] and bias [4H], for the layers above the first; recurrent kernel [H, 4H]. */
  readonly layers: readonly {
    readonly kernel?: Tensor2D;
    readonly bias?: Tensor1D;
    readonly recurrentKernel: Tensor2D;
  }[];
  /** [H, V] */
  readonly denseKernel: Tensor2D;
  /** [V] */
  readonly denseBias: Tensor1D;
}

/** Options of the kernel `GENERATE`, which draws characters as `characterProbabilities` and `drawIndex` do */
export interface GenerateOptions extends CharacterChoice {
  /** Number of characters to write, n. */
  readonly steps: number;
  /** [n × B] float64, uniform in [0, 1): step t of sequence b at t × B + b. */
  readonly uniforms: Float64Array;
}

/** Attributes of the `LongrangeGenerate` kernel; its inputs are the tensors of the network, those of a layer followed by its number. */
export interface GenerateAttributes extends GenerateOptions {
  /** Number of recurrent layers */
  readonly layers: number;
  readonly cell: GenerateNetwork['cell'];
}

/** True if the current backend can generate whole texts by itself; otherwise the caller runs one step after the other. */
export function canGenerate(): boolean {
  return hasKernel(GENERATE);
}

/**
 * Writes n characters of B sequences in one call, each drawn from softmax(logits / temperature), or from the likeliest alone.
 * Not differentiable. Requires `canGenerate()`.
 *
 * @param tokens [B] int32, each in [0, N): the character before the first one to be written
 * @param state of each layer, [B, H]; not disposed of
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table, OPS_GENERATE
 * @returns written [n, B] int32, −1 from the first logit that is not finite; the state after all but the last written character
 */
export function generate(
  network: GenerateNetwork,
  tokens: Tensor1D,
  state: readonly (HiddenState & Partial<LstmState>)[],
  options: GenerateOptions,
): { written: Tensor2D; state: (HiddenState & Partial<LstmState>)[] } {
  checkInputs(network, tokens, state, options);
  if (!canGenerate())
    throw new LongrangeError({
      code: 'OPS_GENERATE',
      message: 'Expected a backend that generates whole texts by itself, got one that does not.',
      hint: 'if `canGenerate()` is false, call the model for each character.',
    });
  const { cell, table, layers, denseKernel, denseBias } = network;
  const inputs: Record<string, Tensor1D | Tensor2D> = { tokens, table, denseKernel, denseBias };
  layers.forEach(({ kernel, bias, recurrentKernel }, layer) => {
    inputs[`recurrentKernel${layer}`] = recurrentKernel;
    if (kernel !== undefined) inputs[`kernel${layer}`] = kernel;
    if (bias !== undefined) inputs[`bias${layer}`] = bias;
    inputs[`hidden${layer}`] = state[layer]!.hidden;
    if (state[layer]!.cell !== undefined) inputs[`cell${layer}`] = state[layer]!.cell!;
  });
  const attributes: GenerateAttributes = { ...options, layers: layers.length, cell };
  const [written, ...finals] = runKernel(GENERATE, inputs, attributes) as [Tensor2D, ...Tensor2D[]];
  const parts = cell === 'lstm' ? 2 : 1;
  return {
    written,
    state: layers.map((_, layer) => {
      const [hidden, cellState] = finals.slice(layer * parts, (layer + 1) * parts);
      return { hidden: hidden!, ...(cellState !== undefined && { cell: cellState }) };
    }),
  };
}

/** The kernel trusts these sizes, so they are checked here. */
function checkInputs(
  network: GenerateNetwork,
  tokens: Tensor1D,
  state: readonly (HiddenState & Partial<LstmState>)[],
  options: GenerateOptions,
): void {
  const { cell, table, layers, denseKernel, denseBias } = network;
  const { steps, uniforms } = options;
  const [H, V] = shapeOf('generate', 'denseKernel', denseKernel);
  const N = Math.max(V, shapeOf('generate', 'table', table)[0]);
  const [B] = shapeOf('generate', 'tokens', tokens);
  const check = (name: string, tensor: Tensor, shape: readonly number[]) =>
    checkTensor('generate', name, tensor, shape, 'float32');
  check('table', table, [N, 4 * H]);
  check('denseKernel', denseKernel, [H, V]);
  check('denseBias', denseBias, [V]);
  layers.forEach(({ kernel, bias, recurrentKernel }, layer) => {
    check(`recurrentKernel${layer}`, recurrentKernel, [H, 4 * H]);
    if (kernel !== undefined) check(`kernel${layer}`, kernel, [H, 4 * H]);
    if (bias !== undefined) check(`bias${layer}`, bias, [4 * H]);
    check(`hidden${layer}`, state[layer]!.hidden, [B, H]);
    if (cell === 'lstm') check(`cell${layer}`, state[layer]!.cell!, [B, H]);
  });
  checkTensor('generate', 'tokens', tokens, [B], 'int32');
  checkIds('generate', 'tokens', tokens, N);
  if (steps > 0 && uniforms.length === steps * B) return;
  throw new LongrangeError({
    code: 'OPS_GENERATE',
    message: `generate: expected \`uniforms\` to hold one number for each of ${steps} steps of ${B} sequences, got ${uniforms.length}.`,
    hint: 'steps is a positive integer.',
  });
}
