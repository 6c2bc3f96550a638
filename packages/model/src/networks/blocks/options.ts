import { checkArgument } from '@longrange/errors';
import { z } from 'zod';

/**
 * The options of a network of residual blocks.
 *
 * @param units what `units` means to its mixer, and how many there are if nobody says
 */
export function blockOptions(units: { readonly default: number; readonly meaning: string }) {
  const isSaid = Number.isInteger(units?.default) && units.default > 0 && typeof units.meaning === 'string';
  checkArgument(isSaid, 'units', '`{ default, meaning }`', units);
  return z.object({
    embeddingSize: z
      .int()
      .positive()
      .default(192)
      .describe('E: size of the vector that represents a character, and of what a block passes on'),
    layers: z.int().positive().max(64).default(3).describe('L: number of blocks'),
    units: z.int().positive().default(units.default).describe(units.meaning),
    mlpSize: z
      .int()
      .positive()
      .default(384)
      .describe('inner size of the gated feed-forward part of each block'),
    convolutionSize: z
      .int()
      .positive()
      .max(64)
      .default(4)
      .describe(
        'characters that the convolution before each mixer sees, the present one included; 1: no convolution',
      ),
    dropout: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('share of numbers set to zero of what each part of a block adds'),
  });
}

/** The heads of a mixer that has some. */
export const headsOption = z
  .int()
  .positive()
  .default(4)
  .describe('heads of each mixer; `units` is a multiple, and each has its share of them');

/** Refuses a width that the heads cannot share evenly, in multiples of `step`. */
export function sharedByHeads(step = 1) {
  return z.refine<{ units: number; heads: number }>(({ units, heads }) => units % (heads * step) === 0, {
    path: ['units'],
    error: `to be a multiple of ${step === 1 ? '' : `${step} times `}\`heads\`, got another number`,
  });
}

/** The options that every network of blocks has. */
export type BlockOptions = z.output<ReturnType<typeof blockOptions>>;
