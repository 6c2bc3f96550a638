export { HOSTILE } from './hostile.ts';
export { brokenTemplate, fillNames, soundTemplate } from './programs.ts';
export { cpython, isWhole, readStandardLibrary } from './standard-library.ts';
export { readTypeScriptSources, typescriptTree } from './typescript-sources.ts';
