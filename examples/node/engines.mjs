// Compares the gradient of an LSTM on every engine that this machine has with that of plain loops.
import '@tensorflow/tfjs-backend-cpu';
import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { registerTensorFlowBackend } from '@longrange/backend-tensorflow';
import { lstm } from '@longrange/ops';
import * as tf from '@tensorflow/tfjs-core';

const engines = {
  native: () => registerNativeBackend(),
  tensorflow: () => registerTensorFlowBackend({ device: 'cpu' }),
  simd: () => registerSimdBackend(), // in WebAssembly, everywhere
};

/** Registers an engine. Returns false if its library is missing, which is no failure; throws any other error. */
async function register(name) {
  try {
    const { reason } = await engines[name]();
    console.error(`${name}: ${reason}`);
    return true;
  } catch (error) {
    const missing = ['ENGINE_NATIVE_MISSING', 'ENGINE_TENSORFLOW_MISSING', 'ENGINE_TENSORFLOW_PACKAGE'];
    if (!missing.includes(error.code)) throw error;
    console.error(`${name}: ${error.message}`);
    return false;
  }
}

const [T, B, H] = [20, 8, 32];
/** Gradient by the recurrent kernel, [H, 4H]. */
async function gradientOn(backend) {
  await tf.setBackend(backend);
  const preactivations = tf.randomUniform([T, B, 4 * H], -1, 1, 'float32', 1);
  const kernel = tf.randomUniform([H, 4 * H], -0.3, 0.3, 'float32', 2);
  const start = { hidden: tf.zeros([B, H]), cell: tf.zeros([B, H]) };
  const loss = (recurrentKernel) =>
    tf.mean(lstm({ preactivations }, { recurrentKernel }, start).final.hidden);
  return tf.grad(loss)(kernel).dataSync();
}

const plain = await gradientOn('cpu');
let largest = 0;
for (const name of Object.keys(engines)) {
  if (!(await register(name))) continue;
  const fast = await gradientOn(name);
  for (let i = 0; i < plain.length; i++) largest = Math.max(largest, Math.abs(plain[i] - fast[i]));
}
console.log(plain.length, 'derivatives on each, equal to', largest < 1e-6 ? '1e-6' : largest);

// prints
// 4096 derivatives on each, equal to 1e-6
