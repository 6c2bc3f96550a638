import { defineConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

const { test, ...rest } = shared;
/** These files choose engines, of which there is one for each process. */
const choosing = ['src/engine/*.test.ts'];

export default defineConfig({
  test: {
    reporters: test!.reporters!,
    projects: [
      { ...rest, test: { ...test, name: 'engines', include: choosing, isolate: true } },
      { ...rest, test: { ...test, name: 'others', exclude: [...choosing, '**/node_modules/**'] } },
    ],
  },
});
