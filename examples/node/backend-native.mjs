// One step of training on the native engine; where its library is not installed, on the one in WebAssembly, with the same result.
import '@tensorflow/tfjs-backend-cpu';
import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { lstm } from '@longrange/ops';
import * as tf from '@tensorflow/tfjs-core';

/** The name of the fastest engine that this machine has. */
async function fastest() {
  try {
    const { backend, reason } = await registerNativeBackend();
    console.error(backend, reason);
    return backend;
  } catch (error) {
    // No library for this platform. Any other error is one that its user should see.
    if (error.code !== 'ENGINE_NATIVE_MISSING') throw error;
    const { reason } = await registerSimdBackend();
    console.error('simd', reason);
    return 'simd';
  }
}

const [T, B, H] = [20, 8, 32];
/** The gradient of an LSTM's last hidden state in its recurrent kernel, [H, 4H]. */
function gradient() {
  const preactivations = tf.randomUniform([T, B, 4 * H], -1, 1, 'float32', 1);
  const kernel = tf.randomUniform([H, 4 * H], -0.3, 0.3, 'float32', 2);
  const initial = { hidden: tf.zeros([B, H]), cell: tf.zeros([B, H]) };
  return tf.grad((recurrentKernel) => tf.mean(lstm(preactivations, recurrentKernel, initial).final.hidden))(
    kernel,
  );
}

const results = [];
for (const backend of ['cpu', await fastest()]) {
  await tf.setBackend(backend);
  results.push(gradient().dataSync());
}
const [plain, fast] = results;
const largest = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - fast[i])), 0);
console.log(plain.length, 'derivatives, equal to', largest < 1e-6 ? '1e-6' : largest);

// prints
// 4096 derivatives, equal to 1e-6
