import { checkKeys } from '@longrange/errors';
import { findBackend, setBackend } from '@tensorflow/tfjs-core';
import { EngineBackend } from './engine-backend.ts';
import type { Variant } from './features.ts';
import { availableThreads, checkThreads, checkWord, countThreads } from './host.ts';
import { registerEngine } from './kernels/register.ts';
import { WasmEngine } from './wasm-engine.ts';

const BACKEND_NAME = 'simd';

/** Above the plain CPU backend's 1, so that TensorFlow.js prefers this one if none is chosen */
const PRIORITY = 3;

export type SimdBackend = EngineBackend<WasmEngine>;

/** Options of `registerSimdBackend` */
export interface SimdBackendOptions {
  /** Default: one per core */
  readonly threads?: number;
  /** Default: the fastest that runs here */
  readonly variant?: Variant;
}

/** Result of `registerSimdBackend` */
export interface SimdBackendInfo {
  /** Threads that work on each operation */
  readonly threads: number;
  /** Build of the kernels */
  readonly variant: Variant;
  /** Reason for these threads and this variant */
  readonly reason: string;
}

/**
 * Registers the backend under the name `simd` and selects it. A second call keeps the first engine, and its reason says so.
 *
 * @throws LongrangeError `ENGINE_THREADS` for a thread count that is not a positive integer, `ENGINE_THREADS_NOT_STARTED`,
 * `ENGINE_VARIANT` for a variant that does not run here, `ENGINE_SIMD_MISSING` if none does, `ENGINE_SIMD_MEMORY` if
 * the process cannot get the address space
 */
export async function registerSimdBackend(options: SimdBackendOptions = {}): Promise<SimdBackendInfo> {
  checkKeys(options, ['threads', 'variant']);
  const { threads, variant } = options;
  checkThreads(threads);
  checkWord('variant', variant, ['wide', 'relaxed', 'simd128']);
  const available = availableThreads();
  const registered = findBackend(BACKEND_NAME);
  const why = threads === undefined ? available.reason : 'as asked for';
  if (registered instanceof EngineBackend && registered.engine instanceof WasmEngine) {
    const { engine } = registered;
    await setBackend(BACKEND_NAME);
    return describe(engine, whyKept(engine, { threads: threads ?? available.threads, variant }) ?? why);
  }
  const chosen = { threads: threads ?? available.threads, ...(variant && { variant }) };
  const engine = await WasmEngine.create(chosen);
  await registerEngine(BACKEND_NAME, engine, () => WasmEngine.create(chosen), PRIORITY);
  return describe(engine, why);
}

function describe({ threads, variant, reason }: WasmEngine, why: string): SimdBackendInfo {
  return { threads, variant, reason: `${variant}: ${reason}; ${countThreads(threads)}: ${why}` };
}

/** Reason to report if the engine of an earlier registration was kept instead of the one that this call requests */
function whyKept(
  engine: WasmEngine,
  asked: { readonly threads: number; readonly variant: Variant | undefined },
): string | undefined {
  const refused = [
    ...(asked.threads === engine.threads ? [] : [countThreads(asked.threads)]),
    ...(asked.variant === undefined || asked.variant === engine.variant ? [] : [asked.variant]),
  ];
  return refused.length === 0
    ? undefined
    : `kept from the first registration, instead of ${refused.join(' and ')}`;
}
