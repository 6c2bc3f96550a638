import { defineCommand } from '../cli/command.ts';
import { nativeOptionsSchema } from '../options/native-options.ts';

export const nativeCommand = defineCommand({
  name: 'native',
  summary: "Build TensorFlow's library for the engines node and node-gpu",
  details:
    'On Linux on x64 only. Downloads a wheel of TensorFlow with pip, extracts its libraries, and compiles the addon of @tensorflow/tfjs-node against them, which needs g++. The result is kept in `~/.cache/longrange` (`XDG_CACHE_HOME`), where installing packages does not touch it. It is optional: without it, longrange uses its embedded engine.',
  schema: nativeOptionsSchema,
  examples: [
    'native',
    'native --gpu',
    'native --wheel tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
  ],
  run: async (options) => (await import('../native/run-native.ts')).runNative(options),
});
