// [reliability: parity]
import { describeSimdParity } from './testing/simd-parity.ts';

describeSimdParity({ variant: 'relaxed', threads: 1 });
