import { checkArgument } from '@longrange/errors';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { LayerState } from '../../model-state.ts';
import { setting } from '../../schema.ts';
import type { GateSpecification, NetworkParameters, ParameterSpecification } from '../network.ts';

/** Everything that a mixer computes with. */
export interface MixerPass<Options> {
  readonly options: Options;
  /** Parameters of the mixer, by their names in `Mixer.parameters`. */
  readonly parameters: NetworkParameters;
  /** State before the first character. */
  readonly state: LayerState;
}

/** Result of a mixer. */
export interface Mixed {
  /** [T, B, U]; the block gates and projects them. */
  readonly outputs: Tensor3D;
  /** State after the last character. */
  readonly final: LayerState;
  /** [T, B, gates × U] after their activation functions, if the mixer has gates to show. */
  readonly gates?: Tensor3D;
}

/** Part of a residual block that carries state from one character to the next. Families of block networks differ only in their mixers. */
export interface Mixer<Options extends BlockOptions = BlockOptions> {
  /** Description of its memory in one line, for lists of networks. */
  readonly summary?: string;
  /** Returns the parameters in one block, in the order of their file. */
  parameters(options: Options): readonly ParameterSpecification[];
  /** Returns the state of `batchSize` sequences before their first character: zeros, with the batch on axis 0. */
  initialState(options: Options, batchSize: number): LayerState;
  /** Returns how many numbers are kept per character for the backward pass, besides those of every block. */
  activations(options: Options): number;
  /**
   * Reads characters, differentiably with respect to inputs and parameters.
   *
   * @param inputs [T, B, E] float32, normalized and convolved
   */
  mix(inputs: Tensor3D, pass: MixerPass<Options>): Mixed;
  /** Inspection of a mixer whose outputs are its state: its gates, and a way to hold a unit at a value, in place. */
  readonly inspect?: {
    readonly gates: readonly GateSpecification[];
    /** Does in one block what `NetworkInspection.clamp` does. */
    clamp(parameters: (name: string) => Float32Array, options: Options, unit: number, value: number): void;
  };
}

/**
 * Makes the options of a network of residual blocks.
 *
 * @param units meaning of `units` to its mixer, and their default number
 */
export function blockOptions(units: { readonly default: number; readonly meaning: string }) {
  checkArgument(typeof units?.meaning === 'string', 'units', '`{ default, meaning }`', units);
  return z.object({
    embeddingSize: setting(
      z.int().positive(),
      192,
      'E: size of the vector that represents a character, and of the output of a block',
    ),
    layers: z.int().positive().max(64).default(3).describe('L: number of blocks'),
    units: z.int().positive().default(units.default).describe(units.meaning),
    mlpSize: setting(z.int().positive(), 384, 'inner size of the gated feed-forward part of each block'),
    convolutionSize: setting(
      z.int().positive().max(64),
      4,
      'characters that the convolution before each mixer sees, including the current one; 1: no convolution',
    ),
    dropout: setting(
      z.number().min(0).lt(1),
      0,
      'share of the numbers added by each part of a block that are set to zero',
    ),
  });
}

/** Option of a mixer whose heads divide its width evenly, in multiples of `step`. */
export function headsOption(step = 1) {
  const multiple = `${step === 1 ? '' : `${step} times `}their number`;
  return setting(z.int().positive(), 4, `heads of each mixer; \`units\` is a multiple of ${multiple}`);
}

/** Rejects a width that the heads cannot divide evenly, in multiples of `step`, and names the nearest valid one. */
export function sharedByHeads(step = 1) {
  return z.refine<{ units: number; heads: number }>(({ units, heads }) => units % (heads * step) === 0, {
    path: ['units'],
    error({ input }) {
      const { units, heads } = input as { units: number; heads: number };
      const size = heads * step;
      const below = size * Math.floor(units / size);
      const near = below === 0 ? size : `${below} or ${below + size}`;
      return `to be a multiple of ${size} (${step === 1 ? '' : `${step} × `}\`heads\`), got ${units}; near it: ${near}`;
    },
  });
}

/** Options that every network of blocks has. */
export type BlockOptions = z.output<ReturnType<typeof blockOptions>>;
