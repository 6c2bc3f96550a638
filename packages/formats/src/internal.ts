// Shared with the command line. Not a stable API: it may change in any version.
export { isCharacter } from './model-weights.ts';
export { LARGEST_MODEL_FILE, modelFileEndings, namesModelFile } from './read-model-file.ts';
export { unzip } from './zip.ts';
