// [reliability: parity]
import { describeSimdParity } from './testing/simd-parity.ts';

// As many threads as cores.
describeSimdParity({ threads: 2 });
