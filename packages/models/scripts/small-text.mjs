// Computes quick figures of a model, on the engine `simd` with one thread: a card states them, and the tests recompute them.
import { readFileSync } from 'node:fs';
import { registerSimdBackend } from '@longrange/backend-simd';
import { CharTokenizer } from '@longrange/corpus';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel, scoreTokens } from '@longrange/model';
import { sample } from '@longrange/sampler';
import { setBackend } from '@tensorflow/tfjs-core';

const fixtures = ['clauses', 'jumps', 'two-loops'];
const text = fixtures
  .map((name) => readFileSync(new URL(`../../../fixtures/${name}.py`, import.meta.url), 'utf8'))
  .join('\n');

export async function startEngine() {
  await registerSimdBackend({ threads: 1, variant: 'simd128' });
  await setBackend('simd');
}

/**
 * @param bytes weights file
 * @returns bits per character on a text of 1,000 characters, and text after `def ` at temperature 0.5 with seed 1
 */
export async function figuresOf(bytes) {
  const { config, values } = readSafetensors(bytes, 'model.safetensors');
  const model = CharacterModel.fromValues(config, values);
  const tokens = CharTokenizer.fromVocabulary(config.vocabulary).encode(text);
  const [scores] = await scoreTokens(model, [tokens]);
  const bits = -scores.reduce((sum, one) => sum + one, 0) / tokens.length / Math.LN2;
  const [{ text: written }] = await sample(model, { prompt: 'def ', length: 60, temperature: 0.5, seed: 1 });
  model.dispose();
  return { bits, written };
}
