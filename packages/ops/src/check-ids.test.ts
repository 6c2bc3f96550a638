import '@tensorflow/tfjs-backend-cpu';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import './index.ts';
import { COMPOSED, describeIdChecks, registerComposedBackend } from './testing/index.ts';

beforeAll(() => {
  env().set('IS_TEST', true); // no banner
  registerComposedBackend();
});

describe.each(['cpu', COMPOSED])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
  });
  describeIdChecks();
});
