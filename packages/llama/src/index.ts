export type { GgufAsking, GgufState } from './gguf-asking.ts';
export { type GgufModel, type GgufOptions, openGguf } from './open-gguf.ts';
