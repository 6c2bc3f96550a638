import { describeSimdParity } from './testing/simd-parity.ts';

describeSimdParity({ threads: 7 });
