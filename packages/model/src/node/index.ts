export { loadModel, loadModelDescription } from './load-model.ts';
export { saveModel } from './save-model.ts';
