// Trains a small network on sums, then lets it write some.
import { rmSync } from 'node:fs';
import { registerSimdBackend } from '@longrange/backend-simd';
import { sample } from '@longrange/sampler';
import { trainOn } from '@longrange/trainer';
import { setBackend } from '@tensorflow/tfjs-core';

await registerSimdBackend({ threads: 1, variant: 'simd128' });
await setBackend('simd');
rmSync('runs/sums', { recursive: true, force: true });

const sums = Array.from({ length: 2000 }, (_, i) => {
  const [a, b] = [(i * 7) % 10, (i * 3 + Math.floor(i / 10)) % 10];
  return `${a} + ${b} = ${a + b}`;
});
let bits = Number.POSITIVE_INFINITY;
const { model, outcome } = await trainOn([sums.join('\n')], {
  runFolder: 'runs/sums',
  config: {
    preset: 'quick',
    model: { units: 64 },
    training: { sequenceLength: 32, maxCharacters: 300_000, learningRate: 0.01, logEverySteps: 100 },
    corpus: { split: { kind: 'contiguous' } },
  },
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
