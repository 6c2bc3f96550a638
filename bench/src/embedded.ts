import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { registerTensorFlowBackend, type TensorFlowPrecision } from '@longrange/backend-tensorflow';
import { writeOnnx } from '@longrange/formats';
import { CharacterModel, type ModelConfig, type ModelConfigInput, scoreTokens } from '@longrange/model';
import { disposeState, mapState, parseModelConfig } from '@longrange/model/internal';
import { adamSteps, softmaxCrossEntropy, squaredNorms } from '@longrange/ops';
import { sample } from '@longrange/sampler';
import {
  dispose,
  keep,
  mean,
  type Scalar,
  setBackend,
  type Tensor,
  tensor1d,
  tensor2d,
  variableGrads,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Contestant, Task } from './task.ts';

const VOCABULARY = Array.from({ length: 97 }, (_, i) => String.fromCodePoint(32 + i));

/** Returns the configuration of a task's model. */
export function modelConfig(task: Task): ModelConfig {
  const sizes =
    'network' in task ? { network: task.network } : { embeddingSize: 64, layers: 2, units: task.units };
  // Like the peers: no symbol for the beginning of a document.
  const config = { ...sizes, beginOfDocument: false, dropout: 0, l2: 0, vocabulary: VOCABULARY };
  return parseModelConfig(config as ModelConfigInput);
}

/** Returns a task's model, with the same weights whenever it is called. */
export function newModel(task: Task): CharacterModel {
  return CharacterModel.initialize(modelConfig(task), { seed: 1 });
}

const randomIds = (length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 16) % VOCABULARY.length);

/** A training step like the trainer's: forward, backward, global clipping, Adam, with the state carried. */
export function trainingStep(task: Task): () => Promise<number> {
  const { batch: B, length: T } = task;
  const model = newModel(task);
  const parameters = [...model.parameters.values()];
  let moments: (readonly [Tensor, Tensor])[] = parameters.map((p) => [zerosLike(p), zerosLike(p)]);
  const tokens = tensor2d(randomIds(T * B), [T, B], 'int32');
  const targets = tensor1d(randomIds(T * B).reverse(), 'int32');
  let state = model.zeroState(B);
  let step = 0;
  return async () => {
    step += 1;
    let next = state;
    const { value, grads } = variableGrads(() => {
      const result = model.forward(tokens, state);
      next = mapState(result.state, keep);
      return mean(softmaxCrossEntropy(result.logits, targets).losses) as Scalar;
    }, parameters);
    const gradients = parameters.map(({ name }) => grads[name] as Tensor);
    const norms = squaredNorms(gradients);
    const norm = Math.sqrt(norms.dataSync<'float32'>().reduce((total, squared) => total + squared, 0));
    const scale = Math.min(1, 1 / norm);
    const hyper = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const updated = adamSteps(
      parameters.map((parameter, i) => {
        const [firstMoment, secondMoment] = moments[i]!;
        return { parameter, gradient: gradients[i]!, firstMoment, secondMoment };
      }),
      { ...hyper, gradientScales: gradients.map(() => scale), step, donate: true },
    );
    parameters.forEach((parameter, i) => {
      parameter.assign(updated[i]!.parameter);
      dispose([updated[i]!.parameter, ...moments[i]!]);
    });
    moments = updated.map(({ firstMoment, secondMoment }) => [firstMoment, secondMoment]);
    const loss = value.dataSync()[0]!;
    dispose([value, norms, ...gradients]);
    disposeState(state);
    state = next;
    return loss;
  };
}

/** Sequences that a scoring step reads. */
const scoredSequences = ({ batch, length }: Task): Int32Array[] =>
  Array.from({ length: batch }, () => randomIds(length));

const folders = new Map<string, string>();

/**
 * Writes what a peer needs to score the same text by the same weights, once for each task, and returns the folder: `model.onnx` (time-major,
 * from tokens and states to logits), `tokens.i32` `[B, T]` and `scores.f32` `[B, T]`, our natural log-probabilities; the first of each
 * sequence is no prediction.
 */
export async function scoringFiles(task: Task): Promise<string> {
  const key = JSON.stringify(task);
  const known = folders.get(key);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'longrange-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  // In float32, whichever engine was measured last.
  await setBackend('simd');
  const model = newModel(task);
  const sequences = scoredSequences(task);
  const scores = await scoreTokens(model, sequences, { batchSize: task.batch, chunk: task.length });
  writeFileSync(
    join(folder, 'model.onnx'),
    writeOnnx({ config: model.config, values: await model.values() }),
  );
  writeFileSync(join(folder, 'tokens.i32'), Buffer.concat(sequences.map(bytesOf)));
  writeFileSync(join(folder, 'scores.f32'), Buffer.concat(scores.map(bytesOf)));
  folders.set(key, folder);
  return folder;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Returns one step of a task on the current backend. */
export function stepOf(task: Task): () => Promise<unknown> {
  const { batch, length } = task;
  if (task.task === 'train') return trainingStep(task);
  const model = newModel(task);
  if (task.task === 'sample')
    return () => sample(model, { prompt: ' ', count: batch, length, temperature: 0.8, seed: 1 });
  const sequences = scoredSequences(task);
  return () => scoreTokens(model, sequences, { batchSize: batch, chunk: length });
}

/** The embedded engine. */
export async function embeddedEngine(threads: number): Promise<Contestant> {
  const info = await registerSimdBackend({ threads });
  return contestant(`longrange (${info.variant})`, () => setBackend('simd'));
}

/** The native engine in each precision of this processor; none if it does not load. */
export async function nativeEngines(threads: number): Promise<Contestant[]> {
  const engines: Contestant[] = [];
  for (const precision of ['float32', 'mixed_bfloat16'] as const) {
    try {
      const info = await registerNativeBackend({ threads, precision });
      engines.push(contestant(`longrange (${info.instructionSet})`, () => setBackend(info.backend)));
    } catch (error) {
      console.log(`native ${precision}: ${(error as Error).message}`);
    }
  }
  return engines;
}

/** TensorFlow's library as the engine `node` or `node-gpu`, in each precision that the device has; none if it was not built. */
export async function tensorFlowEngines(options: {
  readonly threads: number;
  readonly device?: 'cpu' | 'gpu';
}): Promise<Contestant[]> {
  const engine = options.device === 'gpu' ? 'node-gpu' : 'node';
  // A process has only one copy of the library, whose kernels depend on the precision.
  const use = async (precision: TensorFlowPrecision) => {
    await registerTensorFlowBackend({ device: 'cpu', ...options, precision });
    await setBackend('tensorflow');
  };
  try {
    await use('float32');
  } catch (error) {
    console.log(`${engine}: ${(error as Error).message}`);
    return [];
  }
  return tensorFlowPrecisions(options.device).map((precision) => ({
    ...contestant(`longrange (${engine}, ${precision})`, () => use(precision)),
    // Blocks are composed of many small operations there.
    takes: (task: Task) => 'units' in task,
  }));
}

/** Precisions to race in; a CPU only emulates float16. */
export function tensorFlowPrecisions(device: 'cpu' | 'gpu' = 'cpu'): readonly TensorFlowPrecision[] {
  return device === 'gpu' ? ['float32', 'mixed_float16', 'mixed_bfloat16'] : ['float32', 'mixed_bfloat16'];
}

/** One of our engines, in this process. */
function contestant(name: string, select: () => Promise<unknown>): Contestant {
  const steps = new Map<string, () => Promise<unknown>>();
  return {
    name,
    takes: () => true,
    async measure(task, repeats) {
      await select();
      const key = JSON.stringify(task);
      let step = steps.get(key);
      if (step === undefined) {
        step = stepOf(task);
        steps.set(key, step);
        await step();
      }
      const started = performance.now();
      for (let i = 0; i < repeats; i++) await step();
      return (task.batch * task.length * repeats * 1000) / (performance.now() - started);
    },
    close() {},
  };
}
