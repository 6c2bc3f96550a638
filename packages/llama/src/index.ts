export {
  type GgufAsking,
  type GgufModel,
  type GgufOptions,
  type GgufState,
  openGguf,
} from './open-gguf.ts';
