export { writeKeras } from './keras/write-keras.ts';
export { isCharacter, type ModelWeights, type ReadModel, withVocabulary } from './model-weights.ts';
export { writeOnnx } from './onnx/write-onnx.ts';
export { LARGEST_MODEL_FILE, modelFileEndings, namesModelFile, readModelFile } from './read-model-file.ts';
export { type SafetensorsOptions, writeSafetensors } from './safetensors/safetensors.ts';
