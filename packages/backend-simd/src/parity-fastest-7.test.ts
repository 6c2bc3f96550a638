import { describe } from 'vitest';
import { describeSimdParity } from './testing/simd-parity.ts';

// On two cores seven threads mostly wait for each other, ten seconds long: the default suite has three, `.ci/run` has seven, too.
describe.runIf(process.env.LONGRANGE_WHOLE === '1')('more threads than cores', () => {
  describeSimdParity({ threads: 7 });
});
