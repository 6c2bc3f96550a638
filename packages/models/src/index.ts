export { loadPretrained, modelNames, type PretrainedName } from './pretrained.ts';
