// The same product on TensorFlow.js's plain backend and in WebAssembly, on all cores.
import '@tensorflow/tfjs-backend-cpu';
import { registerSimdBackend } from '@longrange/backend-simd';
import * as tf from '@tensorflow/tfjs-core';

const { reason } = await registerSimdBackend();
console.error(reason);

const milliseconds = {};
const results = {};
for (const backend of ['cpu', 'simd']) {
  await tf.setBackend(backend);
  const a = tf.randomUniform([384, 384], -1, 1, 'float32', 1);
  const b = tf.randomUniform([384, 384], -1, 1, 'float32', 2);
  tf.matMul(a, b).dataSync();
  const start = performance.now();
  results[backend] = tf.matMul(a, b).dataSync();
  milliseconds[backend] = performance.now() - start;
}
console.error(milliseconds);

const largest = results.cpu.reduce((most, value, i) => Math.max(most, Math.abs(value - results.simd[i])), 0);
console.log('equal to', largest < 1e-4 ? '1e-4' : largest);
console.log('faster:', milliseconds.simd < milliseconds.cpu);

// prints
// equal to 1e-4
// faster: true
