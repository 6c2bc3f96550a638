export { loadModel, loadModelDescription, saveModel } from './model-folder.ts';
