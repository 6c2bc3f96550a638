import { readFileSync } from 'node:fs';

const { exports }: { exports: Record<string, Record<string, string>> } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const published = Object.values(exports).filter((entry) => entry.default !== undefined);

/** Build of the package in the working directory: an ES module for each entry point that its package.json publishes. */
export default {
  entry: Object.fromEntries(
    published.map((entry) => [
      entry.default!.slice('./dist/'.length, -'.js'.length),
      entry['@longrange/source']!,
    ]),
  ),
  format: 'esm' as const,
  target: 'node20',
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  // Node cannot load this subpath of TensorFlow.js's core (ES modules without `type`), so it is bundled.
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
};
