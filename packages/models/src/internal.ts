// Shared with the other packages of this repository. Not a stable API: it may change in any version.
export { default as pretrainedCards } from '../cards.json';
export { default as pretrainedExample } from '../example.json';
export { readPretrained } from './pretrained.ts';
