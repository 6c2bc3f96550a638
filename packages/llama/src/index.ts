export { askSequences, type GgufAsking, type GgufState, type TokenSequences } from './gguf-asking.ts';
export { type GgufModel, type GgufOptions, openGguf } from './open-gguf.ts';
export type { CachedSequences, SequenceReading } from './prefix-cache.ts';
