import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { viteDoors } from './doors.shared.ts';

/** Counts for scripts/count-tests.mjs, which each package leaves in CI. */
const forCounting = ['json', { outputFile: '.turbo/vitest.json' }] as const;

const { LONGRANGE_NATIVE, LONGRANGE_TENSORFLOW } = process.env;
const moreEngines = join(import.meta.dirname, 'tests/testing/more-engines.ts');

/** Tests run on the sources of every workspace package, so that nothing has to be built first. */
export default defineConfig({
  plugins: [viteDoors],
  resolve: { conditions: ['@longrange/source'] },
  ssr: { resolve: { conditions: ['@longrange/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: LONGRANGE_NATIVE || LONGRANGE_TENSORFLOW ? [moreEngines] : [],
    reporters: process.env.CI ? ['default', [...forCounting]] : ['default'],
    // Generous: on a busy machine a slow test is no failure, only one that hangs is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Files of a package share two processes, which start and load TensorFlow.js, parsers and schemas once instead of for each file.
    isolate: false,
    // Hundreds of files of TensorFlow.js are transformed once, not for each package.
    experimental: {
      fsModuleCache: true,
      fsModuleCachePath: join(import.meta.dirname, 'node_modules/.vitest'),
    },
    // The files of TensorFlow.js's core that only bundlers can load (ES modules in a package without `type`).
    server: { deps: { inline: [/@tensorflow\/tfjs-core\/dist\/(?!tf-core)/] } },
  },
});
