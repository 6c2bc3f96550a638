import { describeParity } from '@longrange/ops/testing';
import { env } from '@tensorflow/tfjs-core';
import { registerTensorFlowBackend } from '../src/index.ts';
import { countOperations, testedDevice } from './testing/count-operations.ts';

let operations: () => number;

// reliability: parity
describeParity(`TensorFlow (${testedDevice})`, {
  backend: 'tensorflow',
  register: async () => {
    await registerTensorFlowBackend({ device: testedDevice, threads: 2 });
    operations = await countOperations();
    // TensorFlow.js takes what the gradient of a fused product keeps for a leak, since here a reshaped tensor is another one. What leaks
    // is counted in backend.test.ts.
    env().set('IS_TEST', false);
  },
  jobsRun: () => operations(),
});
