// Names, sizes and kept answers of finding 3, and what follows from the answers: pairs, bits and differences, document by document.
import { join } from 'node:path';
import {
  clusteredProportion,
  clusteredRatio,
  dominantDocument,
  pairedDifference,
} from '../../../packages/eval/dist/statistics/index.js';
import { readKept, writeKept } from '../shared.mjs';

/** The test split of our networks' corpus; the same with other names; and files that are new in releases of thirteen projects. */
export const TEXTS = {
  written: 'standard library',
  renamed: 'the same, renamed',
  new: 'new since June 2026',
};
export const MODELS = {
  ngram: '20-gram',
  lstm: 'LSTM',
  mingru: 'minGRU',
  smollm2: 'SmolLM2-135M',
};
export const models = Object.keys(MODELS);
export const texts = Object.keys(TEXTS);
/** Sizes for bits: number of documents, characters before the stretch, characters of the stretch. */
export const STRETCH = { documents: 60, before: 1024, scored: 192 };
/** Distance in characters from which a bracket counts as far in the family. */
export const FAR = 32;

const path = join(import.meta.dirname, 'results.json.br');
/** Measurements: `{ texts: { written: … }, models: { lstm: … }, answers: { 'written lstm': … } }`. */
export const kept = readKept(path, { texts: {}, models: {}, answers: {} });

/** Keeps parts of the answers of a model about a text, beside those of other processes. */
export function keep(key, parts) {
  kept.answers = readKept(path, kept).answers;
  kept.answers[key] = { ...kept.answers[key], ...parts };
  writeKept(path, kept);
}

export const answersOf = (text, model, part) => kept.answers[`${text} ${model}`]?.[part] ?? {};

/** Pairs that were read, with the results from both twins' log-odds; for minGRU, only whether both are right is kept. */
export const pairsOf = (text, model) => {
  const { documents, swaps, twins, breaks } = kept.texts[text];
  return Object.entries(answersOf(text, model, 'pairs')).map(([place, [right, evidence, moved]]) => ({
    place,
    document: documents[swaps[place][0]],
    distance: swaps[place][1],
    twins: twins[place],
    breaks: breaks[place],
    right,
    evidence,
    moved,
    shown: evidence === null ? null : Number(evidence > 1),
    habit: Math.acosh(Math.max(1, Math.sinh(evidence / 2) / moved - Math.cosh(evidence / 2))),
  }));
};
/** Both twins of every swap that was continued, without those left open. */
export const writingOf = (text, model) => {
  const { documents, swaps } = kept.texts[text];
  return Object.entries(answersOf(text, model, 'writing')).flatMap(([place, twins]) =>
    twins
      .filter(([, outcome]) => outcome !== 'o')
      .map(([distance, , right]) => ({ document: documents[swaps[place][0]], distance, right })),
  );
};
export const bitsOf = (text, model) => {
  const { documents, stretches } = kept.texts[text];
  return Object.entries(answersOf(text, model, 'bits')).map(([place, bits]) => ({
    place,
    document: documents[stretches[place][0]],
    bits: bits / STRETCH.scored,
    shown: 0,
  }));
};

export const within = (pairs, from, to) => pairs.filter(({ distance }) => distance >= from && distance < to);

/** Mean of a field with its interval over documents. */
export function meanOf(items, field) {
  const parts = [...byDocument([items], field).values()];
  return ['right', 'shown'].includes(field) ? clusteredProportion(parts) : clusteredRatio(parts);
}

/** First mean of a field minus the second, plus the third minus the fourth, on the same places, with its interval over documents. */
export function differenceOf(field, ...sides) {
  const places = sides.map((items) => new Set(items.map(({ place }) => place)));
  const same = sides.map((items) => items.filter(({ place }) => places.every((one) => one.has(place))));
  const parts = [...byDocument(same, field)].map(([document, { numerator, denominator }]) => ({
    document,
    numerator,
    denominator: denominator / sides.length,
  }));
  return { ...pairedDifference(parts, { seed: 1 }), dominatedBy: dominantDocument(parts) };
}

/** Difference of the means of a field on two texts, whose documents are independent. */
export function differenceOfTexts(field, first, second) {
  const [own, other] = [meanOf(first, field), meanOf(second, field)];
  const difference = own.estimate - other.estimate;
  const low = difference - Math.hypot(own.estimate - own.low, other.high - other.estimate);
  const high = difference + Math.hypot(own.high - own.estimate, other.estimate - other.low);
  return { difference, interval: { low, high } };
}

/** Sums and numbers of a field by document; every second side is subtracted. */
function byDocument(sides, field) {
  const parts = new Map();
  for (const [side, items] of sides.entries())
    for (const { document, [field]: value } of items) {
      const { numerator, denominator } = parts.get(document) ?? { numerator: 0, denominator: 0 };
      const signed = side % 2 === 0 ? value : -value;
      parts.set(document, { numerator: numerator + signed, denominator: denominator + 1 });
    }
  return parts;
}
