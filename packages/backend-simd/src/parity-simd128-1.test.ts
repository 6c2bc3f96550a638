// [reliability: parity]
import { describeSimdParity } from './testing/simd-parity.ts';

describeSimdParity({ variant: 'simd128', threads: 1 });
