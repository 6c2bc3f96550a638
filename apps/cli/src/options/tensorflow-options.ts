import { z } from 'zod';
import { common, flag, optionalText } from './shared-options.ts';

export const tensorflowOptionsSchema = z.strictObject({
  gpu: flag("build with CUDA and NVIDIA's libraries, for the node-gpu engine; about 7 GB"),
  wheel: optionalText('TensorFlow wheel that you have already downloaded', {
    value: 'FILE',
    automatic: 'downloaded with pip',
  }),
  debug: common.debug,
});

export type TensorflowOptions = z.output<typeof tensorflowOptionsSchema>;
