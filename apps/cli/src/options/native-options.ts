import { z } from 'zod';
import { debugOption, flag, optionalText } from './shared-options.ts';

export const nativeOptionsSchema = z.strictObject({
  gpu: flag("TensorFlow's library for CUDA and NVIDIA's libraries, for the engine node-gpu; about 7 GB"),
  wheel: optionalText("TensorFlow's wheel, if you downloaded it separately").meta({
    value: 'FILE',
    automatic: 'pip downloads it',
  }),
  ...debugOption,
});

export type NativeOptions = z.output<typeof nativeOptionsSchema>;
