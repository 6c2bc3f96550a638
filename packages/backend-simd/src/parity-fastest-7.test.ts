import { describe } from 'vitest';
import { describeSimdParity } from './testing/simd-parity.ts';

// On two cores seven threads mostly wait for each other, ten seconds long.
describe.runIf(process.env.LONGRANGE_ENGINES === 'all')('more threads than cores', () => {
  describeSimdParity({ threads: 7 });
});
