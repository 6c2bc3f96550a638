// An entry point of its own: it reaches no reader of Keras' files, which takes megabytes in a page.
export { readSafetensors, type SafetensorsOptions, writeSafetensors } from './safetensors.ts';
