export { loadPretrained, type PretrainedName } from './pretrained.ts';
