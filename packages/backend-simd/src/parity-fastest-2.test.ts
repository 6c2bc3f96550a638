import { describe } from 'vitest';
import { describeSimdParity } from './testing/simd-parity.ts';

// The default suite has one thread and three, of which the shares are uneven; `.ci/run nodes` has two and seven, too.
describe.runIf(process.env.LONGRANGE_ENGINES === 'all')('as many threads as cores', () => {
  describeSimdParity({ threads: 2 });
});
