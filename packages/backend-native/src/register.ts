import {
  availableThreads,
  checkThreads,
  checkWord,
  countThreads,
  EngineBackend,
  registerEngine,
} from '@longrange/backend-simd/internal';
import { checkKeys } from '@longrange/errors';
import { findBackend, setBackend } from '@tensorflow/tfjs-core';
import { chooseInstructionSet, type Precision } from './choose-instruction-set.ts';
import { loadAddon } from './load-addon.ts';
import { NativeEngine } from './native-engine.ts';

/** Name of the backend of each precision in TensorFlow.js */
const BACKEND_NAMES = { float32: 'native', mixed_bfloat16: 'native-bfloat16' } as const;
/** Above that of `simd`, so that TensorFlow.js prefers this one if none is chosen */
const PRIORITY = 4;

/** Options of `registerNativeBackend` */
export interface NativeBackendOptions {
  /** Default: one per core */
  readonly threads?: number;
  /** Default: float32. */
  readonly precision?: Precision;
  /** Default: the fastest of the processor for this precision that passes its trial */
  readonly instructionSet?: string;
}

/** Result of `registerNativeBackend` */
export interface NativeBackendInfo {
  /** Name in TensorFlow.js */
  readonly backend: string;
  /** Threads that work on each operation */
  readonly threads: number;
  /** Rounding of the operands of products */
  readonly precision: Precision;
  /** `avx512`, `avx2`, `neon`, `amx-bf16` or `avx512-bf16`. */
  readonly instructionSet: string;
  /** Reason for these choices, and what was left out */
  readonly reason: string;
}

/**
 * Registers the backend under the name `native`, or `native-bfloat16` for that precision, and selects it. A second call keeps the first
 * engine, and its reason says so.
 *
 * @throws LongrangeError `ENGINE_NATIVE_MISSING`, `ENGINE_NATIVE_BROKEN`, `ENGINE_NATIVE_VERSION`; `ENGINE_PRECISION` if the processor lacks
 * what the precision needs; `ENGINE_NATIVE_TRIAL` if every trial product is wrong; `ENGINE_THREADS`, `ENGINE_THREADS_NOT_STARTED`
 */
export async function registerNativeBackend(options: NativeBackendOptions = {}): Promise<NativeBackendInfo> {
  checkKeys(options, ['threads', 'precision', 'instructionSet']);
  const { threads, precision = 'float32', instructionSet } = options;
  checkThreads(threads);
  checkWord('precision', options.precision, ['float32', 'mixed_bfloat16']);
  const name = BACKEND_NAMES[precision];
  const registered = findBackend(name);
  if (registered instanceof EngineBackend && registered.engine instanceof NativeEngine) {
    await setBackend(name);
    return describe(registered.engine, 'kept from the first registration');
  }
  const addon = loadAddon();
  const { set, leftOut } = chooseInstructionSet(addon, precision, instructionSet);
  const available = availableThreads();
  const start = () => new NativeEngine(addon, set, threads ?? available.threads);
  const engine = start();
  await registerEngine(name, engine, start, PRIORITY);
  const why = threads === undefined ? available.reason : 'as asked for';
  return describe(engine, [why, ...leftOut].join('; '));
}

function describe(engine: NativeEngine, why: string): NativeBackendInfo {
  const { threads, instructionSet } = engine;
  const precision = instructionSet.bfloat16 ? 'mixed_bfloat16' : 'float32';
  const reason = `${instructionSet.name}, ${precision}; ${countThreads(threads)}: ${why}`;
  return {
    backend: BACKEND_NAMES[precision],
    threads,
    precision,
    instructionSet: instructionSet.name,
    reason,
  };
}
