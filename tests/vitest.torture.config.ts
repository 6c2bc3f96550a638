import { mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

/** Tests that need node-llama-cpp run only by name. */
const of = process.env.LONGRANGE_TORTURE_OF ?? 'all';
const folder = of === 'all' ? 'torture' : `torture/${of}`;

export default mergeConfig(shared, {
  test: { include: [`${folder}/*.test.ts`], testTimeout: 3_600_000, hookTimeout: 120_000 },
});
