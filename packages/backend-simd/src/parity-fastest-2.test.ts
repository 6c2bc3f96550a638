import { describe } from 'vitest';
import { describeSimdParity } from './testing/simd-parity.ts';

// The default suite has one thread and three, of which the shares are uneven; `.ci/run` has two and seven, too.
describe.runIf(process.env.LONGRANGE_WHOLE === '1')('as many threads as cores', () => {
  describeSimdParity({ threads: 2 });
});
