import { defineCommand } from '../cli/command.ts';
import { exportOptionsSchema } from '../options/export-options.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write a model as a file of Keras, safetensors, ONNX or TensorFlow.js',
  details:
    'Each has the vocabulary in its metadata, and gives the same logits. `--checkpoint` of the other commands reads .keras and .safetensors.',
  schema: exportOptionsSchema,
  examples: [
    'export --checkpoint best --output model.keras',
    'export --checkpoint mine --format onnx',
    'export --checkpoint theirs.h5 --vocabulary src/ --format safetensors',
  ],
  run: async (options) => (await import('../export/run-export.ts')).runExport(options),
});
