import { checkArgument } from '@longrange/errors';
import { causalConvolution, rmsNorm, siluProduct } from '@longrange/ops';
import {
  add,
  clone,
  matMul,
  oneHot,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  zeros,
} from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { uniformWithin } from '../../initializers.ts';
import type { LayerState } from '../../model-state.ts';
import type { LayerActivity, Network, NetworkParameters, NetworkSource } from '../network.ts';
import { numberedName } from '../project.ts';
import type { BlockOptions, Mixed, Mixer } from './mixer.ts';
import { kernel, ones, projected, residualUniform } from './parts.ts';

/** Prefix of a block's parameters: `block/update_kernel`, `block_1/update_kernel`, … */
const blockName = (layer: number): string => numberedName('block', layer);

/**
 * Makes a network of residual blocks of one shape, pre-normalized (RMSNorm), with a mixer and a gated feed-forward part each, and a
 * normalization at the end:
 *
 *     n = convolution(rmsNorm(x))
 *     x = x + (silu(n W_gate) ⊙ mixer(n)) W_output
 *     x = x + (silu(m W_mlp_gate) ⊙ m W_mlp_up) W_mlp_down,  m = rmsNorm(x)
 *
 * @param name name in the configuration
 * @param title name in sentences
 */
export function blockNetwork<Name extends string, Options extends BlockOptions>(
  name: Name,
  title: string,
  options: z.ZodObject,
  mixer: Mixer<Options>,
): Network<Options, Name> {
  checkArgument(typeof mixer?.mix === 'function', 'mixer', 'a Mixer', mixer);
  type Pass = { readonly options: Options; readonly parameters: NetworkParameters };

  /** Computes one block: its outputs, its state, and the result of its mixer. */
  function runBlock(
    x: Tensor3D,
    layer: number,
    state: LayerState,
    { options, parameters }: Pass,
    dropOut: (outputs: Tensor3D, place: number) => Tensor3D,
  ): { readonly outputs: Tensor3D; readonly final: LayerState; readonly mixed: Mixed } {
    const own: NetworkParameters = (parameter) => parameters(`${blockName(layer)}/${parameter}`);
    const gain = (parameter: string) => own(parameter) as Tensor as Tensor1D;
    const { convolution: history, ...mixerState } = state;
    const normal = rmsNorm(x, gain('norm'));
    const seen =
      history === undefined ? { outputs: normal, final: {} } : convolved(normal, own, history as Tensor3D);
    const mixed = mixer.mix(seen.outputs, { options, parameters: own, state: mixerState });
    const [gate] = projected(seen.outputs, own, ['gate']);
    const [mixing] = projected(siluProduct(gate!, mixed.outputs), own, ['output']);
    const middle = add(x, dropOut(mixing!, 2 * layer)) as Tensor3D;
    const [mlpGate, up] = projected(rmsNorm(middle, gain('mlp_norm')), own, ['mlp_gate', 'mlp_up']);
    const [down] = projected(siluProduct(mlpGate!, up!), own, ['mlp_down']);
    const outputs = add(middle, dropOut(down!, 2 * layer + 1)) as Tensor3D;
    return { outputs, final: { ...seen.final, ...mixed.final }, mixed };
  }

  function run(
    source: NetworkSource,
    pass: Pass & { readonly state: readonly LayerState[] },
    dropOut: (outputs: Tensor3D, place: number) => Tensor3D,
  ) {
    let x = 'tokens' in source ? embedTokens(source.tokens, source.table) : source.embedded;
    const blocks = pass.state.map((state, layer) => {
      const block = runBlock(x, layer, state, pass, dropOut);
      x = block.outputs;
      return block;
    });
    return { x, blocks, state: blocks.map(({ final }) => final) };
  }

  return {
    name,
    title,
    ...(mixer.summary !== undefined && { summary: mixer.summary }),
    consistsOf: 'blocks',
    options,

    parameters(chosen) {
      const { embeddingSize: E, layers, units: U, mlpSize: F, convolutionSize: W } = chosen;
      const added = residualUniform(layers);
      const ofBlock = [
        { name: 'norm', shape: [E], initializer: ones },
        ...(W === 1
          ? []
          : [{ name: 'convolution', shape: [W, E], initializer: uniformWithin(1 / Math.sqrt(W)) }]),
        ...mixer.parameters(chosen),
        kernel('gate_kernel', E, U),
        { name: 'output_kernel', shape: [U, E], initializer: added },
        { name: 'mlp_norm', shape: [E], initializer: ones },
        kernel('mlp_gate_kernel', E, F),
        kernel('mlp_up_kernel', E, F),
        { name: 'mlp_down_kernel', shape: [F, E], initializer: added },
      ];
      return [
        ...Array.from({ length: layers }, (_, layer) =>
          ofBlock.map((one) => ({ ...one, name: `${blockName(layer)}/${one.name}` })),
        ).flat(),
        { name: 'final/norm', shape: [E], initializer: ones },
      ];
    },

    outputSize: ({ embeddingSize }) => embeddingSize,

    // Normalized, convolved, gated and added values; gates and products of both parts.
    activations: (chosen) =>
      chosen.layers *
      (5 * chosen.embeddingSize + 3 * chosen.units + 3 * chosen.mlpSize + mixer.activations(chosen)),

    initialState(chosen, batchSize) {
      const { layers, convolutionSize: W, embeddingSize: E } = chosen;
      return Array.from({ length: layers }, () => ({
        ...(W > 1 && { convolution: zeros([batchSize, W - 1, E]) }),
        ...mixer.initialState(chosen, batchSize),
      }));
    },

    tokenTable: (embedding) => clone(embedding),

    forward(source, { dropOut, ...pass }) {
      const { x, state } = run(source, pass, dropOut);
      return { outputs: rmsNorm(x, pass.parameters('final/norm') as Tensor as Tensor1D), state };
    },

    ...(mixer.inspect && {
      inspect: {
        gates: mixer.inspect.gates,

        trace(embedded, pass) {
          const { blocks, state } = run({ embedded }, pass, (outputs) => outputs);
          const layers = blocks.map(
            ({ mixed }): LayerActivity => ({ states: mixed.outputs, gates: mixed.gates ?? null }),
          );
          return { layers, state };
        },

        clamp(parameters, chosen, { layer, unit, value }) {
          const own = (parameter: string) => parameters(`${blockName(layer)}/${parameter}`);
          mixer.inspect!.clamp(own, chosen, unit, value);
        },
      },
    }),
  };
}

function convolved(
  inputs: Tensor3D,
  parameters: NetworkParameters,
  history: Tensor3D,
): { readonly outputs: Tensor3D; readonly final: LayerState } {
  const { outputs, final } = causalConvolution(inputs, parameters('convolution'), history);
  return { outputs, final: { convolution: final } };
}

/**
 * Selects rows of a table by a product, whose gradient is also a product, whereas that of a gather loops over the whole vocabulary.
 *
 * @param tokens [T, B] int32
 * @param table [N, E] float32
 * @returns [T, B, E]
 */
function embedTokens(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  const [N, E] = table.shape;
  const chosen = oneHot(reshape(tokens, [T * B]) as Tensor1D, N, 1, 0, 'float32') as Tensor2D;
  return reshape(matMul(chosen, table), [T, B, E]) as Tensor3D;
}
