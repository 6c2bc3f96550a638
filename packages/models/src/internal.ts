// Shared with the other packages of this repository. Not a stable API: it may change in any version.
export { pretrainedExample, pretrainedFigures } from './example.ts';
export { readPretrained } from './pretrained.ts';
