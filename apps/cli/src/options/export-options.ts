import { z } from 'zod';
import { checkpointOption, debugOption, runsOption, vocabularyOptions } from './shared-options.ts';

export const exportOptionsSchema = z.strictObject({
  checkpoint: checkpointOption.default('latest'),
  ...runsOption,
  ...vocabularyOptions,
  format: z
    .enum(['keras', 'safetensors', 'onnx', 'tfjs'])
    .default('keras')
    .describe('keras: of Keras 3; tfjs: a folder in the layers format of TensorFlow.js'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('file to write, with tfjs a folder; it must not exist')
    .meta({ value: 'PATH', automatic: 'NAME.keras, NAME.onnx, … in this folder, named after the run' }),
  ...debugOption,
});

export type ExportOptions = z.output<typeof exportOptionsSchema>;
