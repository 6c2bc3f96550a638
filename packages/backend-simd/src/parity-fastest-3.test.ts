import { describeSimdParity } from './testing/simd-parity.ts';

// The variant that is chosen where none is asked for: `wide` on Node 24 and newer with AVX2, else `relaxed`.
// reliability: parity
describeSimdParity({ threads: 3 });
