import { defineCommand } from '../cli/command.ts';
import { nativeOptionsSchema } from '../options/native-options.ts';

export const nativeCommand = defineCommand({
  name: 'native',
  summary: "Build TensorFlow's library for the engines node and node-gpu",
  details:
    'On Linux on x64 only. Downloads a wheel of TensorFlow with pip, takes its libraries out, and compiles the addon of @tensorflow/tfjs-node against them, which needs g++. The result stands in `~/.cache/longrange` (`XDG_CACHE_HOME`); installing packages leaves it alone. Nothing else needs it: without it, the embedded engine computes.',
  schema: nativeOptionsSchema,
  examples: [
    'native',
    'native --gpu',
    'native --wheel tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
  ],
  run: async (options) => (await import('../native/run-native.ts')).runNative(options),
});
