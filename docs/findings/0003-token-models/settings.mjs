// Texts, models and settings of finding 3, and its kept answers.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readKept, writeKept } from '../page.mjs';

export const folder = dirname(fileURLToPath(import.meta.url));

/** The test split of our networks' corpus; the same with other names; and files that are new in releases of thirteen projects. */
export const TEXTS = {
  written: 'standard library',
  renamed: 'the same, renamed',
  new: 'new since June 2026',
};
export const SINCE = 'pypi-since:2026-06';

export const MODELS = {
  ngram: '20-gram',
  lstm: 'LSTM',
  mingru: 'minGRU',
  smollm2: 'SmolLM2-135M',
};

/** Number of pairs read and continued in each doubling of the distance. Rounds spread the answers of a slow model over all distances. */
export const SWAPS = { read: [12, 24, 60], written: [4, 12] };
/** Maximum characters of a text: two pairs of the standard library, in tables of numbers, have more tokens than fit into SmolLM2. */
export const LONGEST = 8000;
/** Steps through the stretches: every third is scored first. */
export const EVERY = [3, 1];
export const WRITING = { temperature: 0.8, length: 256, seed: 1 };
/** Sizes for bits: number of documents, characters before the stretch, characters of the stretch. */
export const STRETCH = { documents: 60, before: 1024, scored: 192 };

/** Training settings. The kept answers of minGRU are from a network that read 21,268,695 characters. */
export const TRAINING = {
  common: ['maxMinutes=null', 'epochs=null', 'batchSize=16', 'sequenceLength=128', 'weightDecay=0'],
  lstm: ['maxCharacters=40000000', 'learningRate=3e-3'],
  mingru: [
    ...['maxCharacters=40000000', 'learningRate=6e-3', 'network=mingru', 'layers=3'],
    ...['embeddingSize=128', 'units=256', 'mlpSize=256'],
  ],
};

const path = join(folder, 'results.json.br');
/** Measurements: `{ texts: { written: … }, models: { lstm: … }, answers: { 'written lstm': … } }`. */
export const kept = read();

function read() {
  return readKept(path, { texts: {}, models: {}, answers: {} });
}

/** Adds to the kept measurements, including those of other processes. */
export function keep({ texts = {}, models = {}, answers = {} }) {
  const present = read();
  Object.assign(kept.texts, present.texts, texts);
  Object.assign(kept.models, present.models, models);
  for (const [key, own] of [...Object.entries(present.answers), ...Object.entries(answers)])
    kept.answers[key] = { ...kept.answers[key], ...own };
  writeKept(path, kept);
}
