// Trains a small network on sums, then lets it write some.
import { rmSync } from 'node:fs';
import { registerSimdBackend } from '@longrange/backend-simd';
import { CharTokenizer, createCorpus, encodeSplit } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';
import { resolveConfig, train } from '@longrange/trainer';
import { setBackend } from '@tensorflow/tfjs-core';

await registerSimdBackend({ threads: 1, variant: 'simd128' });
await setBackend('simd');
rmSync('runs/sums', { recursive: true, force: true });

const sums = Array.from({ length: 2000 }, (_, i) => {
  const [a, b] = [(i * 7) % 10, (i * 3 + Math.floor(i / 10)) % 10];
  return `${a} + ${b} = ${a + b}`;
});
const corpus = createCorpus([{ path: 'sums.txt', text: sums.join('\n') }], {
  split: { kind: 'contiguous' },
});
const tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
const set = [
  'units=64',
  'sequenceLength=32',
  'maxCharacters=300000',
  'learningRate=0.01',
  'logEverySteps=100',
];
const { model: hyperparameters, training } = resolveConfig({ preset: 'quick', set });
const model = CharacterModel.initialize(
  { ...hyperparameters, vocabulary: [...tokenizer.vocabulary] },
  { seed: 1 },
);

let bits = Number.POSITIVE_INFINITY;
const outcome = await train({
  model,
  corpusData: {
    train: encodeSplit(corpus.split('train'), tokenizer),
    validation: encodeSplit(corpus.split('validation'), tokenizer),
  },
  config: training,
  runFolder: 'runs/sums',
  onEvent(event) {
    if (event.type !== 'step') return;
    bits = event.bitsPerCharacter;
    console.error(event.step, bits);
  },
});

console.log(outcome.kind, 'below 0.3 bits per character:', bits < 0.3);

// Sums of this form: whether they are right is another question.
const [{ text }] = await sample(model, { length: 60, temperature: 0.5, seed: 1 });
const lines = text.split('\n').slice(1, -1);
console.log(
  lines.length > 3,
  lines.every((line) => /^\d \+ \d = \d+$/.test(line)),
);

// prints
// completed below 0.3 bits per character: true
// true true
