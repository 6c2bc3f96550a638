import { describeNativeParity } from '../src/testing/parity.ts';

describeNativeParity({ threads: 2, instructionSet: 'avx2' });
