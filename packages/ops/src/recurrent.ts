import type { NamedTensorMap, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkIds } from './check-ids.ts';
import { checkTensor } from './check-shape.ts';
import {
  eager,
  hasKernel,
  type RecurrentKernels,
  runKernel,
  runKernelAndSave,
  stateInput,
} from './kernels.ts';
import type { HiddenState, RecurrentResult } from './recurrent-state.ts';

/** What a layer reads: pre-activations, or characters and the pre-activations that each of them gives. */
export type RecurrentSource =
  | { readonly preactivations: Tensor3D }
  | { readonly tokens: Tensor2D; readonly table: Tensor2D };

/**
 * Runs the fused kernel of a recurrent layer, or returns null where the backend has none. Checks every tensor first.
 *
 * @param op its name, for errors
 * @throws LongrangeError OPS_SHAPE, OPS_ID
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
  const fromTokens = 'tokens' in source;
  const kernel = fromTokens ? kernels.forwardFromTokens : kernels.forward;
  if (!hasKernel(kernel)) return null;
  const shown = 1 + kernels.states.length;
  // The gradient kernel does without the pre-activations.
  const saved = Object.keys(inputs).filter((name) => name !== 'preactivations');
  const [outputs, ...final] = runKernelAndSave(kernel, inputs, shown, saved, (dy, given, savedInputs) =>
    gradients(kernels, fromTokens, dy, given, savedInputs),
  );
  const named = Object.fromEntries(kernels.states.map((name, i) => [name, final[i]!]));
  return { outputs: outputs as Tensor3D, final: named as unknown as State };
}

/** Runs the gradient kernel. */
function gradients(
  kernels: RecurrentKernels,
  fromTokens: boolean,
  dy: readonly Tensor[],
  [outputs, ...others]: readonly Tensor[],
  inputs: NamedTensorMap,
): Record<string, () => Tensor> {
  const initial = kernels.states.map((state) => stateInput('initial', state));
  const saved = others.slice(kernels.states.length);
  const named = [
    ['outputs', outputs!] as const,
    ...kernels.saved.map((name, i) => [name, saved[i]!] as const),
    ['outputsGradient', dy[0]!] as const,
    ...kernels.states.map((state, i) => [stateInput('final', state, 'Gradient'), dy[1 + i]!] as const),
  ];
  const kernel = fromTokens ? kernels.gradientFromTokens : kernels.gradient;
  const results = runKernel(kernel, { ...inputs, ...Object.fromEntries(named) });
  return eager([fromTokens ? 'table' : 'preactivations', ...kernels.weights, ...initial], results);
}

/** The number of sequences. */
function checkSource(op: string, source: RecurrentSource, width: number): number {
  if ('tokens' in source) {
    const [T, B] = source.tokens.shape;
    checkTensor(op, 'tokens', source.tokens, [T, B], 'int32');
    checkTensor(op, 'table', source.table, [source.table.shape[0], width], 'float32');
    checkIds(op, 'tokens', source.tokens, source.table.shape[0]);
    return B;
  }
  const [T, B] = source.preactivations.shape;
  checkTensor(op, 'preactivations', source.preactivations, [T, B, width], 'float32');
  return B;
}
