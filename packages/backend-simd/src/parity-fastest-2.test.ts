import { describeSimdParity } from './testing/simd-parity.ts';

// As many threads as cores.
// reliability: parity
describeSimdParity({ threads: 2 });
