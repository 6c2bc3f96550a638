import { describeSimdParity } from './testing/simd-parity.ts';

// More threads than cores: on two they mostly wait for each other, ten seconds long.
// reliability: parity
describeSimdParity({ threads: 7 });
