export { readOwnSources, typescriptTree } from './own-sources.ts';
export { brokenTemplate, fillNames, soundTemplate } from './programs.ts';
export { cpython, isWhole, readStandardLibrary } from './standard-library.ts';
