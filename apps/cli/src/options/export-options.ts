import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { common, fileOptions, optionalText, rules } from './shared-options.ts';

export const exportOptionsSchema = z
  .strictObject({
    checkpoint: common.checkpoint.default('latest'),
    runs: common.runs,
    ...fileOptions,
    format: setting(
      z.enum(['keras', 'safetensors', 'onnx', 'tfjs']),
      'keras',
      'file format; keras: Keras 3; tfjs: a folder in the TensorFlow.js layers format',
    ),
    precision: setting(
      z.enum(['float32', 'float16']),
      'float32',
      'with safetensors: type of the numbers; float16 rounds them, and takes half the bytes',
    ),
    output: optionalText('file to write (a folder for tfjs); must not exist yet', {
      value: 'PATH',
      automatic: 'NAME.keras, NAME.onnx, … in the current folder, named after the run',
    }),
    debug: common.debug,
  })
  .check(
    rules(({ precision, format }, refuse) => {
      if (precision !== 'float32' && format !== 'safetensors')
        refuse(`Expected \`--precision ${precision}\` with \`--format safetensors\`, got ${format}.`);
    }),
  );

export type ExportOptions = z.output<typeof exportOptionsSchema>;

export const exportMetricsOptionsSchema = z.strictObject({
  run: setting(z.string().min(1), 'latest', 'name or folder of a run or a sweep, or latest').meta({
    value: 'RUN',
    positional: true,
  }),
  runs: common.runs,
  debug: common.debug,
});

export type ExportMetricsOptions = z.output<typeof exportMetricsOptionsSchema>;
