// Bundles the specs that ship inside @tensorflow/tfjs-core, runs them under jasmine on one of our backends and prints one JSON line.
//
//   node run.mjs SPECS
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import Jasmine from 'jasmine';

const specs = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'longrange-conformance-'));
const outfile = join(folder, 'specs.mjs');
// Our packages are linked, so TensorFlow.js is resolved from here for all of them: one copy, as ES modules.
const require = createRequire(import.meta.url);
const packageFolder = (name) => join(require.resolve(`${name}/package.json`), '..');
await build({
  entryPoints: [specs],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  conditions: ['@longrange/source'],
  alias: Object.fromEntries(
    ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'].map((name) => [name, packageFolder(name)]),
  ),
  // The package declares that its spec files have no side effects, so they would be left out.
  ignoreAnnotations: true,
  banner: {
    js: "import { createRequire as madeFor } from 'node:module'; const require = madeFor(import.meta.url);",
  },
  logLevel: 'error',
});

const jasmine = new Jasmine();
jasmine.exitOnCompletion = false;
jasmine.env.configure({ random: false });
jasmine.env.clearReporters();
const result = { specs: 0, failed: [], pending: [] };
jasmine.env.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    result.specs += 1;
    if (status === 'pending') result.pending.push(fullName);
    if (status === 'failed') result.failed.push(`${fullName}: ${failedExpectations[0]?.message}`);
  },
});
await import(outfile);
await jasmine.execute();
rmSync(folder, { recursive: true });
console.log(JSON.stringify(result));
