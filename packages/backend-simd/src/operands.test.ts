import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';
import { describeOperands } from './testing/describe-operands.ts';
import { registerEngines } from './testing/engines.ts';

beforeAll(async () => {
  await registerEngines();
  await setBackend('simd');
});

describeOperands();
