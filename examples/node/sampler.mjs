// Temperatures, top-k and stops, on a model that has not learned anything: only its first characters differ in their odds.
import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel } from '@longrange/model';
import { nextCharacterProbabilities, sample } from '@longrange/sampler';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('cpu');

const logits = Float32Array.of(2, 1, 0);
for (const options of [{ temperature: 1 }, { temperature: 0.5 }, { temperature: 1, topK: 2 }]) {
  const shares = nextCharacterProbabilities(logits, options);
  console.log(
    options,
    Array.from(shares, (share) => Number(share.toFixed(3))),
  );
}

const vocabulary = [...'\n()x'];
const model = CharacterModel.initialize({ units: 16, layers: 1, embeddingSize: 8, vocabulary }, { seed: 5 });
const [all] = await sample(model, { prompt: '(', length: 40, seed: 2 });
const [again] = await sample(model, { prompt: '(', length: 40, seed: 2 });
const [stopped] = await sample(model, { prompt: '(', length: 40, seed: 2, stop: ['\n'] });
console.log(all.text === again.text, all.text.length, all.end.kind);
console.log(all.text.startsWith(stopped.text), stopped.text.includes('\n'), stopped.end.kind);

// prints
// { temperature: 1 } [ 0.665, 0.245, 0.09 ]
// { temperature: 0.5 } [ 0.867, 0.117, 0.016 ]
// { temperature: 1, topK: 2 } [ 0.731, 0.269, 0 ]
// true 40 length
// true false stop
