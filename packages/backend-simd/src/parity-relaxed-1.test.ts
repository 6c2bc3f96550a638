import { describeSimdParity } from './testing/simd-parity.ts';

// reliability: parity
describeSimdParity({ variant: 'relaxed', threads: 1 });
