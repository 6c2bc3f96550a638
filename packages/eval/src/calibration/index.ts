export { OracleModel } from './oracle-model.ts';
export { PrefixModel } from './prefix-model.ts';
export { WindowModel } from './window-model.ts';
