// Trains an LSTM of 16 units, with Adam, to recall a symbol after eleven steps without any.
import '@tensorflow/tfjs-backend-cpu';
import { adamSteps, lstm, softmaxCrossEntropy } from '@longrange/ops';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');
const [T, B, H, symbols] = [12, 32, 16, 4];
let parameters = [
  tf.randomUniform([symbols, 4 * H], -0.3, 0.3, 'float32', 1), // kernel
  tf.randomUniform([H, 4 * H], -0.3, 0.3, 'float32', 2), // recurrent kernel
  tf.randomUniform([H, symbols], -0.3, 0.3, 'float32', 3), // dense kernel
];
let moments = parameters.map((parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)]);

/** Returns sequences of one symbol and then nothing, [T, B, symbols]; the target is that symbol. */
function draw(seed) {
  const targets = tf.floor(tf.randomUniform([B], 0, symbols, 'float32', seed)).cast('int32');
  const first = tf.reshape(tf.oneHot(targets, symbols).cast('float32'), [1, B, symbols]);
  return { inputs: tf.concat([first, tf.zeros([T - 1, B, symbols])]), targets };
}

function forward(inputs, [kernel, recurrentKernel, dense]) {
  const preactivations = tf.reshape(tf.matMul(tf.reshape(inputs, [T * B, symbols]), kernel), [T, B, 4 * H]);
  const initial = { hidden: tf.zeros([B, H]), cell: tf.zeros([B, H]) };
  return tf.matMul(lstm({ preactivations }, { recurrentKernel }, initial).final.hidden, dense);
}

for (let step = 1; step <= 300; step++) {
  const { inputs, targets } = draw(step);
  const loss = (...current) => tf.mean(softmaxCrossEntropy(forward(inputs, current), targets).losses);
  const gradients = tf.grads(loss)(parameters);
  const adam = {
    learningRate: 0.02,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    step,
    gradientScales: [1, 1, 1],
  };
  const next = adamSteps(
    parameters.map((parameter, i) => {
      const [firstMoment, secondMoment] = moments[i];
      return { parameter, gradient: gradients[i], firstMoment, secondMoment };
    }),
    adam,
  );
  parameters = next.map(({ parameter }) => parameter);
  moments = next.map(({ firstMoment, secondMoment }) => [firstMoment, secondMoment]);
}

const { inputs, targets } = draw(1000);
const { correct } = softmaxCrossEntropy(forward(inputs, parameters), targets);
console.log(`${tf.sum(correct).dataSync()[0]} of ${B} recalled`);

// prints
// 32 of 32 recalled
