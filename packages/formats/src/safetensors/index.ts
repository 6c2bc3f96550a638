// A separate entry point that leaves out the reader of Keras' files, which would add megabytes to a web page.
export { readSafetensors, type SafetensorsOptions, writeSafetensors } from './safetensors.ts';
