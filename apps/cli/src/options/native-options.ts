import { z } from 'zod';
import { debugOption } from './shared-options.ts';

export const nativeOptionsSchema = z.strictObject({
  gpu: z
    .boolean()
    .default(false)
    .describe("TensorFlow's library for CUDA and NVIDIA's libraries, for the engine node-gpu; about 7 GB"),
  wheel: z
    .string()
    .min(1)
    .optional()
    .describe("TensorFlow's wheel, if you downloaded it separately")
    .meta({ value: 'FILE', automatic: 'pip downloads it' }),
  ...debugOption,
});

export type NativeOptions = z.output<typeof nativeOptionsSchema>;
