import { describeOperands } from '@longrange/backend-simd/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';
import { registerNativeBackend } from '../src/index.ts';

beforeAll(async () => {
  await registerNativeBackend({ threads: 2 });
  await setBackend('native');
});

describeOperands();
