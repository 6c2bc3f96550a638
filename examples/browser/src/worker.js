// Learns in a worker, where the engine may use threads, and tells the page how it goes.
import { registerSimdBackend } from '@longrange/backend-simd';
import { CharacterModel } from '@longrange/model';
import { adamSteps, softmaxCrossEntropy } from '@longrange/ops';
import { sample } from '@longrange/sampler';
import * as tf from '@tensorflow/tfjs-core';

const TEXT = `def area(width, height):
    if width < 0 or height < 0:
        return None
    return [width * height, (width + height) * 2]


def largest(areas):
    best = None
    for area in areas:
        if best is None or area[0] > best[0]:
            best = area
    return best
`.repeat(4);
const [STEPS, T, B] = [250, 48, 8];

learn().catch((error) => postMessage({ kind: 'failed', message: error.message }));

async function learn() {
  const { reason } = await registerSimdBackend();
  await tf.setBackend('simd');
  postMessage({ kind: 'engine', reason });

  const vocabulary = [...new Set(TEXT)].sort();
  const ids = Int32Array.from(TEXT, (character) => vocabulary.indexOf(character));
  const config = { units: 64, layers: 1, embeddingSize: 16, dropout: 0, vocabulary };
  const model = CharacterModel.initialize(config, { seed: 1 });
  const learner = new Learner(model);
  const start = performance.now();
  for (let step = 1; step <= STEPS; step++) {
    const bits = learner.learn(pieces(ids, step), step);
    if (step === 1 || step % 10 === 0) postMessage({ kind: 'step', step, steps: STEPS, bits });
    if (step % 50 === 0) {
      const [{ text }] = await sample(model, { prompt: 'def ', length: 160, temperature: 0.5, seed: step });
      postMessage({ kind: 'sample', text: `def ${text}` });
    }
  }
  postMessage({ kind: 'done', seconds: (performance.now() - start) / 1000 });
}

/** B pieces of T characters, and the character after each: both [T, B]. */
function pieces(ids, step) {
  const inputs = new Int32Array(T * B);
  const targets = new Int32Array(T * B);
  for (let b = 0; b < B; b++) {
    const from = ((step * B + b) * 37) % (ids.length - T - 1);
    for (let t = 0; t < T; t++) {
      inputs[t * B + b] = ids[from + t];
      targets[t * B + b] = ids[from + t + 1];
    }
  }
  return { inputs, targets };
}

/** Adam on the mean cross-entropy. */
class Learner {
  constructor(model) {
    this.model = model;
    this.parameters = [...model.parameters.values()];
    this.moments = this.parameters.map((parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)]);
  }

  /** One step; the loss before it, in bits per character. */
  learn({ inputs, targets }, step) {
    const loss = () => {
      const { logits } = this.model.forward(tf.tensor2d(inputs, [T, B], 'int32'), this.model.zeroState(B));
      return tf.mean(softmaxCrossEntropy(logits, tf.tensor1d(targets, 'int32')).losses);
    };
    const { value, grads } = tf.variableGrads(loss, this.parameters);
    const nats = value.dataSync()[0];
    this.update(
      this.parameters.map(({ name }) => grads[name]),
      step,
    );
    tf.dispose([value, grads]);
    return nats / Math.LN2;
  }

  update(gradients, step) {
    const attributes = {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      step,
      gradientScales: gradients.map(() => 1),
    };
    const tensors = this.parameters.map((parameter, i) => {
      const [firstMoment, secondMoment] = this.moments[i];
      return { parameter, gradient: gradients[i], firstMoment, secondMoment };
    });
    const next = adamSteps(tensors, attributes);
    for (const [i, parameter] of this.parameters.entries()) {
      parameter.assign(next[i].parameter);
      tf.dispose([next[i].parameter, ...this.moments[i]]);
    }
    this.moments = next.map(({ firstMoment, secondMoment }) => [firstMoment, secondMoment]);
  }
}
