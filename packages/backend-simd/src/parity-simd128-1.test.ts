import { describeParity } from './testing/describe-parity.ts';

describeParity({ variant: 'simd128', threads: 1 });
