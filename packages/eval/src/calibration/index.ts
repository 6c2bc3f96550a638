export { BracketMemory, type BracketMemoryOptions } from './bracket-memory.ts';
export { OracleModel } from './oracle-model.ts';
export { predictingWriter } from './predicting-writer.ts';
export { PrefixModel } from './prefix-model.ts';
export { WindowModel } from './window-model.ts';
