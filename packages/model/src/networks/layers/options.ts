import { z } from 'zod';

/** The options of a stack of recurrent layers. The defaults are those of the reference experiment. */
export const stackOptions = z.object({
  embeddingSize: z.int().positive().default(64).describe('E: size of the vector that represents a character'),
  layers: z.int().positive().max(64).default(2).describe('L: number of recurrent layers'),
  units: z.int().positive().default(256).describe('H: units of each recurrent layer'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of outputs set to zero after each recurrent layer'),
});

export type StackOptions = z.output<typeof stackOptions>;
