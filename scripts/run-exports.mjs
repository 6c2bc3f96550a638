// Runs what longrange exported in other JavaScript programs, for check-formats.mjs, in a folder that has their packages.
//
//   node run-exports.mjs FOLDER   runs FOLDER/NAME.onnx in ONNX Runtime and FOLDER/NAME-tfjs in TensorFlow.js layers, compares them with
//                                 NAME.f32, longrange's own results, and prints the largest difference of each
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import ort from 'onnxruntime-node';

/** Steps of a model in TensorFlow.js' plain backend, a millisecond each. */
const LAYERS_STEPS = 2000;

const folder = process.argv[2];
const worst = {};
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .sort()) {
  const name = file.slice(0, -'.onnx'.length);
  const ids = new Int32Array(Uint8Array.from(readFileSync(join(folder, `${name}.i32`))).buffer);
  const ours = new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.f32`))).buffer);
  worst[`${name}, onnxruntime-node`] = distance(await runOnnx(join(folder, file), ids), ours);
  worst[`${name}, tfjs-layers`] = await runLayers(
    join(folder, `${name}-tfjs`),
    ids.subarray(0, LAYERS_STEPS),
  ).then(
    (logits) => distance(logits, ours.subarray(0, logits.length)),
    // Plain TensorFlow.js has no GRU of this kind, and must not compute a different one.
    (error) => `refused: ${error.message}`,
  );
}
console.log(JSON.stringify(worst));

/** Runs a model in two pieces, the state carried from one to the other. */
async function runOnnx(path, ids) {
  const session = await ort.InferenceSession.create(path);
  const states = session.inputMetadata
    .filter(({ name }) => name !== 'tokens')
    .map(({ name, shape }) => [
      name,
      new ort.Tensor('float32', new Float32Array(shape[2]), [1, 1, shape[2]]),
    ]);
  let feeds = Object.fromEntries(states);
  const pieces = [];
  const half = ids.length >> 1;
  for (const piece of [ids.subarray(0, half), ids.subarray(half)]) {
    const tokens = new ort.Tensor('int64', BigInt64Array.from(piece, BigInt), [piece.length, 1]);
    const results = await session.run({ tokens, ...feeds });
    feeds = Object.fromEntries(states.map(([name]) => [name, results[`next_${name}`]]));
    pieces.push(results.logits.data);
  }
  return Float32Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Runs a model loaded from a server, as pages load it, on one whole sequence. */
async function runLayers(model, ids) {
  const server = createServer(({ url }, response) => response.end(readFileSync(join(model, url))));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const layers = await loadLayersModel(`http://127.0.0.1:${server.address().port}/model.json`);
    return await tf.tidy(() => layers.predict(tf.tensor2d(ids, [1, ids.length], 'int32'))).data();
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function distance(theirs, ours) {
  if (theirs.length !== ours.length) throw new Error(`Expected ${ours.length} logits, got ${theirs.length}`);
  return theirs.reduce((most, logit, index) => Math.max(most, Math.abs(logit - ours[index])), 0);
}
