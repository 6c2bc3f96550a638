export { writeKeras } from './keras/write-keras.ts';
export { type ModelWeights, type ReadModel, withVocabulary } from './model-weights.ts';
export { writeOnnx } from './onnx/write-onnx.ts';
export { readModelFile } from './read-model-file.ts';
