import { describeNativeParity } from '../src/testing/parity.ts';

// reliability: parity
describeNativeParity({ threads: 2, instructionSet: 'avx2' });
