// What finding 3 takes from the answers: pairs, bits and differences, document by document.
import { dominantDocument, pairedDifference } from '../../../packages/eval/dist/statistics/index.js';
import { kept, MODELS, STRETCH, TEXTS } from './settings.mjs';

/** Distance in characters from which a bracket counts as far in the family. */
export const FAR = 32;
/** Pairs that a doubling has at least. */
const LEAST = 8;
export const models = Object.keys(MODELS);
export const texts = Object.keys(TEXTS);
export const answersOf = (text, model, part) => kept.answers[`${text} ${model}`]?.[part];
export const has = (text, model, part) => answersOf(text, model, part) !== undefined;
export const measured = (text) => models.filter((model) => has(text, model, 'swaps'));
/** The places that all of these models were asked about, in all of these texts. */
const placesOf = (sides, part) => {
  const [first, ...others] = sides.map(([text, model]) => answersOf(text, model, part));
  return Object.keys(first).filter((place) => others.every((other) => place in other));
};
/** The places that all models were asked about that were asked about any. */
export const everyone = (text, part = 'swaps') =>
  placesOf(
    models.filter((model) => has(text, model, part)).map((model) => [text, model]),
    part,
  );

/** Outcomes (both texts right or not) of the scored pairs at `places`; by default all that this model was asked about. */
export const pairsOf = (text, model, places) => {
  const { documents, swaps } = kept.texts[text];
  const answers = answersOf(text, model, 'swaps');
  return (places ?? Object.keys(answers)).map((place) => {
    const [document, distance] = swaps[place];
    return { document: documents[document], distance, share: answers[place] };
  });
};
/** Both twins of every swap that was written on, without those that were left open. */
export const writingOf = (text, model) => {
  const { documents, swaps } = kept.texts[text];
  return Object.entries(answersOf(text, model, 'writing')).flatMap(([place, twins]) =>
    twins
      .filter(([, outcome]) => outcome !== 'o')
      .map(([distance, , share]) => ({ document: documents[swaps[place][0]], distance, share })),
  );
};
export const bitsOf = (text, model, places) => {
  const { documents, stretches } = kept.texts[text];
  const answers = answersOf(text, model, 'bits');
  return (places ?? Object.keys(answers)).map((place) => ({
    ...{ document: documents[stretches[place][0]], numerator: answers[place], denominator: STRETCH.scored },
  }));
};
export const farOf = (text, model, places) =>
  partsOf(pairsOf(text, model, places).filter(({ distance }) => distance >= FAR));

/** Doublings with enough pairs, the last ones together where they are few. */
export function doublingsOf(pairs) {
  const distances = pairs.map(({ distance }) => distance);
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
  const places = placesOf(
    sides.map(([side]) => side),
    part,
  );
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
