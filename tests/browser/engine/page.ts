import '@tensorflow/tfjs-backend-cpu';
import { registerSimdBackend } from '@longrange/backend-simd';
import { describeNetwork } from '@longrange/model/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { describeSimdParity } from '../../../packages/backend-simd/src/testing/simd-parity.ts';
import { testedNetworks } from '../../../packages/model/src/testing/describe-network.ts';
import { gradientBits } from './fingerprint.ts';
import * as runner from './runner.ts';

// Runs in a worker or in a page, and answers with what it saw.
async function report(): Promise<object> {
  const info = await registerSimdBackend();
  describeSimdParity({});
  if (info.threads > 1) {
    runner.it('continues with networks', () => setBackend('simd'));
    for (const network of testedNetworks) describeNetwork(network, runner);
  }
  const outcome = await runner.runTests();
  return { info, outcome, bits: await gradientBits() };
}

const answer = report().catch((error: unknown) => ({ error: String(error) }));
if (typeof document === 'undefined') void answer.then((value) => postMessage(value));
else Object.assign(globalThis, { answer });
