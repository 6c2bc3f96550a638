import { LongrangeError } from '@longrange/errors';
import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { useTensorFlow, VOCABULARY_SIZE } from './embedded.ts';
import type { Contestant, LstmTask } from './task.ts';

/** The reference model out of TensorFlow.js' own layers, as anybody would write it. */
function layersModel({ batch, length, units }: LstmTask): Sequential {
  const model = sequential();
  const recurrent = {
    units,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    unitForgetBias: true,
  } as const;
  // Its orthogonal initialiser takes a minute for 256 units, and is not what is timed.
  const initial = { recurrentInitializer: 'glorotUniform' } as const;
  model.add(layers.embedding({ inputDim: VOCABULARY_SIZE, outputDim: 64, batchInputShape: [batch, length] }));
  model.add(layers.lstm({ ...recurrent, ...initial }));
  model.add(layers.lstm({ ...recurrent, ...initial }));
  model.add(layers.dense({ units: VOCABULARY_SIZE, activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** Characters of a step that is soon done. */
const SHORT = 64;

/** How a peer of TensorFlow.js' own layers is run. */
interface LayersPeer {
  readonly name: string;
  /** Makes its backend that of TensorFlow.js. */
  select(): Promise<unknown>;
  /** Characters of the largest step that anybody would wait for. */
  readonly most: number;
}

/** Trains TensorFlow.js' own layers on one of its backends; other tasks it has no short way for. */
export function layersPeer({ name, select, most }: LayersPeer): Contestant {
  const steps = new Map<string, () => Promise<unknown>>();
  return {
    name,
    takes: (task) => 'units' in task && task.task === 'train' && task.batch * task.length <= most,
    async measure(task, wanted) {
      await select();
      const key = JSON.stringify(task);
      let step = steps.get(key);
      if (step === undefined) {
        const model = layersModel(task as LstmTask);
        const { batch, length } = task;
        const ids = Array.from({ length: batch * length }, (_, i) => (i * 31) % VOCABULARY_SIZE);
        const x = tensor2d(ids, [batch, length]);
        const y = tensor3d(ids, [batch, length, 1]);
        step = () => model.trainOnBatch(x, y);
        steps.set(key, step);
        await step();
      }
      // A step of these takes seconds where it is long.
      const repeats = task.batch * task.length > SHORT ? 1 : wanted;
      const started = performance.now();
      for (let i = 0; i < repeats; i++) await step();
      return (task.batch * task.length * repeats * 1000) / (performance.now() - started);
    },
    close() {},
  };
}

/** On the plain JavaScript backend. */
export const plainPeer = layersPeer({ name: 'tfjs cpu', select: () => setBackend('cpu'), most: SHORT });

/** On TensorFlow's own library, where that was built. */
export async function nativePeer(threads: number, device: 'cpu' | 'gpu' = 'cpu'): Promise<Contestant | null> {
  const select = () => useTensorFlow('float32', { threads, device });
  try {
    await select();
  } catch (error) {
    if (error instanceof LongrangeError) return null;
    throw error;
  }
  return layersPeer({ name: 'tfjs-node layers', select, most: Number.POSITIVE_INFINITY });
}
