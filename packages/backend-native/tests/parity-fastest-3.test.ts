import { describeNativeParity } from '../src/testing/parity.ts';

// reliability: parity
describeNativeParity({ threads: 3 });
