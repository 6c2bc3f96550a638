import { describeNativeParity } from '../src/testing/parity.ts';

describeNativeParity({ threads: 1 });
