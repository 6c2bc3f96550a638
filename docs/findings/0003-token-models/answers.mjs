// What finding 3 takes from the answers: pairs, bits and differences, document by document.
import { dominantDocument, pairedDifference } from '../../../packages/eval/dist/statistics/index.js';
import { kept, MODELS, STRETCH, TEXTS } from './settings.mjs';

/** From so many characters on a bracket counts as far in the family. */
export const FAR = 32;
/** Pairs that a doubling has at least. */
const LEAST = 8;
export const models = Object.keys(MODELS);
export const texts = Object.keys(TEXTS);
export const answersOf = (text, model) => kept.answers[`${text} ${model}`];
export const has = (text, model, part) => answersOf(text, model)?.[part] !== undefined;
export const measured = (text) => models.filter((model) => has(text, model, 'right'));
/** The places of swaps that all of these models have read, in all of these texts: of fewer, while not all is measured. */
const placesOf = (sides) => {
  const all = sides.map(([text, model]) => answersOf(text, model).right);
  return [...all[0]].flatMap((_, place) => (all.every((right) => right[place] !== '-') ? [place] : []));
};
const everyone = (text) => placesOf(measured(text).map((model) => [text, model]));

export const pairsOf = (text, model, places = everyone(text)) => {
  const { documents, swaps } = kept.texts[text];
  const { right } = answersOf(text, model);
  return places.map((place) => {
    const [document, distance] = swaps[place];
    return { document: documents[document], distance, share: Number(right[place]) };
  });
};
/** Both twins of every swap that was written on, without those that were left open. */
export const writingOf = (text, model) => {
  const { documents, swaps } = kept.texts[text];
  return answersOf(text, model)
    .writing.filter(([, , outcome]) => outcome !== 'o')
    .map(([swap, distance, , share]) => ({ document: documents[swaps[swap][0]], distance, share }));
};
export const bitsOf = (text, model) => {
  const { documents, stretches } = kept.texts[text];
  return answersOf(text, model).bits.map((numerator, index) => ({
    ...{ document: documents[stretches[index][0]], numerator, denominator: STRETCH.scored },
  }));
};
export const farOf = (text, model, places) =>
  partsOf(pairsOf(text, model, places).filter(({ distance }) => distance >= FAR));

/** Doublings with enough pairs, the last ones together where they are few. */
export function doublingsOf(text) {
  const distances = kept.texts[text].swaps.map(([, distance]) => distance);
  const all = [];
  for (let from = 1; from <= Math.max(...distances); from *= 2) all.push([from, 2 * from]);
  const count = ([from, to]) => distances.filter((one) => one >= from && one < to).length;
  while (all.length > 1 && count(all.at(-1)) < LEAST) {
    const [, to] = all.pop();
    all.at(-1)[1] = to;
  }
  return all;
}

export function within(pairs, from, to) {
  return pairs.filter(({ distance }) => distance >= from && distance < to);
}

export function partsOf(pairs) {
  const parts = new Map();
  for (const { document, share } of pairs) {
    const part = parts.get(document) ?? { document, numerator: 0, denominator: 0 };
    part.numerator += share;
    part.denominator++;
    parts.set(document, part);
  }
  return [...parts.values()];
}

export function differenceBetween(sides, of, part) {
  const places = part === 'right' ? placesOf(sides.map(([side]) => side)) : undefined;
  return differenceOf(sides.map(([[text, model], sign]) => [of(text, model, places), sign]));
}

/** A signed sum of measures of the same documents, each with as much in it on all sides. */
function differenceOf(sides) {
  const [[first]] = sides;
  const numeratorsOf = sides.map(([parts, sign]) => [
    new Map(parts.map(({ document, numerator }) => [document, numerator])),
    sign,
  ]);
  const parts = first.map(({ document, denominator: weight }) => ({
    document,
    difference: numeratorsOf.reduce((sum, [numerators, sign]) => sum + sign * numerators.get(document), 0),
    weight,
  }));
  const found = pairedDifference(parts, { seed: 1 });
  return { ...found, dominatedBy: dominantDocument(parts) };
}
