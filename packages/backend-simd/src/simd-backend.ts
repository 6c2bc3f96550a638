import { EngineBackend } from './engine-backend.ts';
import type { WasmEngine } from './wasm-engine.ts';

/** The backend `simd`: the kernels on WebAssembly. */
export class SimdBackend extends EngineBackend<WasmEngine> {}
