import type { NamedTensorMap, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkTensor } from './check-shape.ts';
import { hasKernel, type RecurrentKernels, runKernel, stateInput } from './kernels.ts';
import type { HiddenState, RecurrentResult } from './recurrent-state.ts';

/** What a layer reads: pre-activations, or characters and the pre-activations that each of them gives. */
export type RecurrentSource =
  | { readonly preactivations: Tensor3D }
  | { readonly tokens: Tensor2D; readonly table: Tensor2D };

/**
 * Runs the fused kernel of a recurrent layer, or returns null where the backend has none. Checks every tensor first.
 *
 * @param op its name, for errors
 * @throws LongrangeError OPS_SHAPE
 */
export function runRecurrent<State extends HiddenState>(
  op: string,
  kernels: RecurrentKernels,
  source: RecurrentSource,
  weights: { readonly recurrentKernel: Tensor2D; readonly recurrentBias?: Tensor },
  initial: State,
): RecurrentResult<State> | null {
  const H = weights.recurrentKernel.shape[0];
  const B = checkSource(op, source, kernels.gates * H);
  checkTensor(op, 'recurrentKernel', weights.recurrentKernel, [H, kernels.gates * H], 'float32');
  if (weights.recurrentBias !== undefined)
    checkTensor(op, 'recurrentBias', weights.recurrentBias, [kernels.gates * H], 'float32');
  const inputs: NamedTensorMap = { ...source, ...weights };
  for (const [name, tensor] of Object.entries<Tensor>({ ...(initial as HiddenState) })) {
    checkTensor(op, `initial.${name}`, tensor, [B, H], 'float32');
    inputs[stateInput('initial', name)] = tensor;
  }
  const kernel = 'tokens' in source ? kernels.forwardFromTokens : kernels.forward;
  if (!hasKernel(kernel)) return null;
  const [outputs, ...others] = runKernel(kernel, inputs);
  const final = Object.fromEntries(kernels.states.map((name, i) => [name, others[i]!]));
  // What the gradient needs of these, the tape holds under references of its own.
  for (const saved of others.slice(kernels.states.length)) saved.dispose();
  return { outputs: outputs as Tensor3D, final: final as unknown as State };
}

/** The number of sequences. */
function checkSource(op: string, source: RecurrentSource, width: number): number {
  if ('tokens' in source) {
    const [T, B] = source.tokens.shape;
    checkTensor(op, 'tokens', source.tokens, [T, B], 'int32');
    checkTensor(op, 'table', source.table, [source.table.shape[0], width], 'float32');
    return B;
  }
  const [T, B] = source.preactivations.shape;
  checkTensor(op, 'preactivations', source.preactivations, [T, B, width], 'float32');
  return B;
}
