import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import { setBackend } from '@tensorflow/tfjs-core';
import type { EngineChoice } from './engine-name.ts';
import { probeModule } from './probe-module.ts';

/** npm packages that bring TensorFlow's own library. */
const packages = { 'node-gpu': '@tensorflow/tfjs-node-gpu', node: '@tensorflow/tfjs-node' } as const;
export type TensorFlowEngineName = keyof typeof packages;

export type TensorFlowAttempt =
  | { readonly loaded: true; readonly choice: EngineChoice }
  | { readonly loaded: false; readonly reason: string };

/** Makes TensorFlow's own library the backend, where it loads. Never throws for one that does not. */
export async function tryTensorFlowEngine(
  engine: TensorFlowEngineName,
  threads?: number,
): Promise<TensorFlowAttempt> {
  const name = packages[engine];
  const require = createRequire(import.meta.url);
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    return { loaded: false, reason: `${name} is not installed` };
  }
  const probe = await probeModule(path);
  if (!probe.works) return { loaded: false, reason: `${name} ${probe.reason}` };
  if (engine === 'node-gpu' && probe.device !== 'GPU')
    return { loaded: false, reason: `${name} loads, but sees no GPU` };
  return load(engine, path, probe.device, threads);
}

async function load(
  engine: TensorFlowEngineName,
  path: string,
  device: string,
  threads: number | undefined,
): Promise<TensorFlowAttempt> {
  prepareEnvironment(threads);
  try {
    createRequire(import.meta.url)(path);
    if (!(await setBackend('tensorflow'))) throw new Error('TensorFlow.js refused the backend');
  } catch (error) {
    return {
      loaded: false,
      reason: `${packages[engine]} does not load: ${(error as Error).message.split('\n')[0]}`,
    };
  }
  const count = threads ?? availableParallelism();
  const why = threads === undefined ? 'one per core' : 'as asked for';
  return {
    loaded: true,
    choice: {
      engine,
      backend: 'tensorflow',
      threads: count,
      variant: null,
      precision: 'float32',
      reason: `${packages[engine]} loads and computes on the ${device}; ${count} threads: ${why}`,
      passedOver: [],
    },
  };
}

/** TensorFlow reads these when its library is loaded. Its log would stand in the middle of the progress line. */
function prepareEnvironment(threads: number | undefined): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.OMP_NUM_THREADS = String(threads);
  }
  installUtilShim();
}

/** tfjs-node calls two functions that Node 23 has taken out of `util` (tfjs #8609). */
function installUtilShim(): void {
  const old = util as typeof util & { isNullOrUndefined?: unknown; isArray?: unknown };
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}
