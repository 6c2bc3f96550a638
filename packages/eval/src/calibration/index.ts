export {
  type Habit,
  habitByLength,
  type Mixing,
  type OpenBracket,
  remember,
  round,
  type Trace,
} from './memories.ts';
export { OracleModel } from './oracle-model.ts';
export {
  BracketMemory,
  type BracketMemoryOptions,
  PrefixModel,
  predictingWriter,
  WindowModel,
} from './prefix-model.ts';
