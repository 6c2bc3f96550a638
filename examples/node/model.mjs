// A model is saved, loaded again, and asked what comes next.
import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel, modelFromFiles, modelToFiles, scoreTokens } from '@longrange/model';
import { loadModel, saveModel } from '@longrange/model/node';
import { setBackend, softmax, tensor2d } from '@tensorflow/tfjs-core';

await setBackend('cpu');
const vocabulary = [...' ()abc'];
const config = { network: 'gru', units: 24, layers: 1, embeddingSize: 8, vocabulary };
const model = CharacterModel.initialize(config, { seed: 3 });

// As files on a disk, and as bytes in memory: for a browser, or to send.
await saveModel(model, 'model-example', { note: 'an example' });
const fromDisk = await loadModel('model-example');
const fromMemory = modelFromFiles('memory', await modelToFiles(model));

const ids = Int32Array.from([...'(ab)'], (character) => vocabulary.indexOf(character));
const tokens = tensor2d(ids, [ids.length, 1], 'int32'); // [T, B]
for (const each of [model, fromDisk, fromMemory]) {
  const { logits } = each.forward(tokens, each.zeroState(1)); // [T × B, V]
  const [score] = await scoreTokens(each, [ids]); // ln p of each character, given those before
  const bits = -score.reduce((sum, nats) => sum + nats, 0) / Math.LN2;
  const sum = softmax(logits)
    .dataSync()
    .reduce((total, p) => total + p, 0);
  console.log(logits.shape, sum.toFixed(3), bits.toFixed(3), 'bits');
}

// prints
// [ 4, 6 ] 4.000 10.356 bits
// [ 4, 6 ] 4.000 10.356 bits
// [ 4, 6 ] 4.000 10.356 bits
