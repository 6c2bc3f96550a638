import { LongrangeError } from '@longrange/errors';
import { setBackend } from '@tensorflow/tfjs-core';

/** Makes a backend that is registered TensorFlow.js's own. */
export async function demandBackend(name: string): Promise<void> {
  if (await setBackend(name)) return;
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected TensorFlow.js to activate the backend ${name}, but it refused.`,
  });
}
