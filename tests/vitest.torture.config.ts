import { mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

// One file after another would leave a core idle; within a file everything is in order.
export default mergeConfig(shared, {
  test: { include: ['torture/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 120_000 },
});
