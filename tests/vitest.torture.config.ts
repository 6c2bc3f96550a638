import { mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from '../vitest.shared.ts';

/** The files that take longest, which would leave a core idle at the end. */
const LONGEST = ['fail-each-write', 'kill-new-run', 'kill-resumed-run'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONGEST.some((name) => moduleId.includes(name));
    return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
  }
}

/** Tests that need Debian's redis-server, or node-llama-cpp, run only by name. */
const of = process.env.LONGRANGE_TORTURE_OF ?? 'all';
const folder = of === 'all' ? 'torture' : `torture/${of}`;

export default mergeConfig(shared, {
  test: {
    include: [`${folder}/*.test.ts`],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
  },
});
