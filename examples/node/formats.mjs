// A model into files of other programs and back; and what a file gets that is not a model.
import '@tensorflow/tfjs-backend-cpu';
import { readModelFile, withVocabulary, writeKeras, writeOnnx, writeSafetensors } from '@longrange/formats';
import { CharacterModel, scoreTokens } from '@longrange/model';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('cpu');
const vocabulary = [...' ()abc'];
const model = CharacterModel.initialize({ units: 24, layers: 2, embeddingSize: 8, vocabulary }, { seed: 3 });
const weights = { config: model.config, values: await model.values() };

const ids = Int32Array.from([...'(ab) c'], (character) => vocabulary.indexOf(character));
const bitsOf = async (one) => {
  const [score] = await scoreTokens(one, [ids]);
  return -score.reduce((sum, nats) => sum + nats, 0) / Math.LN2;
};
const bits = await bitsOf(model);
console.log(bits.toFixed(3), 'bits');

const files = {
  'model.keras': await writeKeras(weights), // keras.models.load_model opens it
  'model.safetensors': writeSafetensors(weights),
  'model.onnx': await writeOnnx(weights), // for ONNX Runtime; not read here, since a graph may be any function
};
for (const name of ['model.keras', 'model.safetensors']) {
  const { config, values } = withVocabulary(await readModelFile(files[name], name), undefined, name);
  console.log(name, 'gives the same:', (await bitsOf(CharacterModel.fromValues(config, values))) === bits);
}

for (const [name, bytes] of [
  ['model.onnx', files['model.onnx']],
  ['torn.safetensors', files['model.safetensors'].subarray(0, 1000)],
]) {
  await readModelFile(bytes, name).catch(({ code, message, hint }) => {
    console.log(`${code}: ${message}`);
    console.log(`  ${hint}`);
  });
}

// prints
// 15.507 bits
// model.keras gives the same: true
// model.safetensors gives the same: true
// FORMAT_UNSUPPORTED: Expected a model in a file that ends in .keras, .h5, .hdf5, .safetensors, got "model.onnx" (string).
//   longrange writes ONNX and does not read it: a graph can be any function. Use the file that it was exported from.
// FORMAT_DAMAGED: Expected 32312 bytes of numbers in torn.safetensors, got 32.
//   copy it again from where it was saved.
