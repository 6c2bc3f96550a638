export { OracleModel } from './oracle-model.ts';
export { type PrefixModel, WindowModel } from './prefix-model.ts';
