export { OracleModel } from './oracle-model.ts';
export {
  BracketMemory,
  type BracketMemoryOptions,
  PrefixModel,
  predictingWriter,
  WindowModel,
} from './prefix-model.ts';
