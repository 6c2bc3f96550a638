import { describeSimdParity } from './testing/simd-parity.ts';

// reliability: parity
describeSimdParity({ variant: 'simd128', threads: 1 });
