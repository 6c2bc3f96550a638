export { BracketMemory, type BracketMemoryOptions } from './bracket-memory.ts';
export { OracleModel } from './oracle-model.ts';
export { PrefixModel, predictingWriter, WindowModel } from './prefix-model.ts';
