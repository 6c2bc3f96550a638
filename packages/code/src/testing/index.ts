export { describeEachEngine, nativeProbe } from './each-engine.ts';
export { brokenTemplate, fillNames, soundTemplate } from './programs.ts';
export { cpython, isWhole, readStandardLibrary } from './standard-library.ts';
