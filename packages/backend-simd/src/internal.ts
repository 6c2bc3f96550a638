// Shared with backend-native: the TensorFlow.js kernels on top of an engine, and the parts of an engine. Not a stable API: it may change
// in any version.

export { Engine, type EngineSizes } from './engine.ts';
export { EngineBackend } from './engine-backend.ts';
export { type Block, Heap, type HeapMemory } from './heap.ts';
export { availableThreads, checkThreads, checkWord, countThreads } from './host.ts';
export { type JobArguments, type JobName, jobWords, recordWords, type Values, type Words } from './jobs.ts';
export { product } from './kernels/matmul.ts';
export { registerEngine } from './kernels/register.ts';
