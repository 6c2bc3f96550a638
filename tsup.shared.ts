import { esbuildDoors } from './doors.shared.ts';

/** Build of a library: ES modules from its entry points, with their declarations. */
export const library = (...entry: string[]) => ({
  entry,
  format: 'esm' as const,
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  esbuildPlugins: [esbuildDoors],
  // Node cannot load this subpath of TensorFlow.js's core (ES modules without `type`), so it is bundled.
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
});
