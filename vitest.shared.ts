import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Counts for scripts/count-tests.mjs, which each package leaves in CI. */
const forCounting = ['json', { outputFile: '.turbo/vitest.json' }] as const;

const CORE = 'node_modules/@tensorflow/tfjs-core';
const GRADIENTS = '@tensorflow/tfjs-core/dist/register_all_gradients';

const { LONGRANGE_NATIVE, LONGRANGE_TENSORFLOW } = process.env;
const moreEngines = join(import.meta.dirname, 'tests/testing/more-engines.ts');

/** Tests run on the sources of every workspace package, so that nothing has to be built first. */
export default defineConfig({
  resolve: { conditions: ['@longrange/source'] },
  ssr: { resolve: { conditions: ['@longrange/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: LONGRANGE_NATIVE || LONGRANGE_TENSORFLOW ? [moreEngines] : [],
    reporters: process.env.CI ? ['default', [...forCounting]] : ['default'],
    // Generous: on a busy machine a slow test is no failure, only one that hangs is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    // Files of a package share two processes, which start and load TensorFlow.js, parsers and schemas once instead of for each file.
    isolate: false,
    // Hundreds of files of TensorFlow.js are transformed once, not for each package.
    experimental: {
      fsModuleCache: true,
      fsModuleCachePath: join(import.meta.dirname, 'node_modules/.vitest'),
    },
    // Only bundlers can load this file of TensorFlow.js's core (an ES module in a package without `type`), which names two hundred.
    deps: { optimizer: { ssr: { enabled: true, include: existsSync(CORE) ? [GRADIENTS] : [] } } },
  },
});
