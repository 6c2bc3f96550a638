// Derives the data of finding 3 from the answers: pairs, bits and differences, document by document.
import {
  clusteredProportion,
  clusteredRatio,
  dominantDocument,
  pairedDifference,
} from '../../../packages/eval/dist/statistics/index.js';
import { kept, MODELS, STRETCH, TEXTS } from './settings.mjs';

/** Distance in characters from which a bracket counts as far in the family. */
export const FAR = 32;
export const models = Object.keys(MODELS);
export const texts = Object.keys(TEXTS);
export const answersOf = (text, model, part) => kept.answers[`${text} ${model}`]?.[part] ?? {};

/** Pairs that were read, with the results from both twins' log-odds; for minGRU, only whether both are right is kept. */
export const pairsOf = (text, model) => {
  const { documents, swaps, twins, breaks } = kept.texts[text];
  return Object.entries(answersOf(text, model, 'pairs')).map(([place, [right, evidence, moved]]) => ({
    ...{ place, document: documents[swaps[place][0]], distance: swaps[place][1] },
    ...{ twins: twins[place], breaks: breaks[place], right, evidence, moved },
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
    ...{ place, document: documents[stretches[place][0]], bits: bits / STRETCH.scored, shown: 0 },
  }));
};

export const within = (pairs, from, to) => pairs.filter(({ distance }) => distance >= from && distance < to);

/** Mean of a field with its interval over documents. */
export function meanOf(items, field) {
  const parts = [...byDocument([[items, 1]], field).values()];
  return ['right', 'shown'].includes(field) ? clusteredProportion(parts) : clusteredRatio(parts);
}

/** Signed sum of the means of a field on the same places, with its interval over documents; `sides` are `[items, sign]`. */
export function differenceOf(sides, field) {
  const places = sides.map(([items]) => new Set(items.map(({ place }) => place)));
  const same = sides.map(([items, sign]) => [
    items.filter(({ place }) => places.every((one) => one.has(place))),
    sign,
  ]);
  const parts = [...byDocument(same, field)].map(([document, { numerator, denominator }]) => ({
    ...{ document, difference: numerator, weight: denominator / sides.length },
  }));
  return { ...pairedDifference(parts, { seed: 1 }), dominatedBy: dominantDocument(parts) };
}

/** Difference of the means of a field on two texts, whose documents are independent. */
export function differenceOfTexts(first, second, field) {
  const [own, other] = [meanOf(first, field), meanOf(second, field)];
  const difference = own.estimate - other.estimate;
  const low = difference - Math.hypot(own.estimate - own.low, other.high - other.estimate);
  const high = difference + Math.hypot(own.high - own.estimate, other.estimate - other.low);
  return { difference, interval: { low, high } };
}

function byDocument(sides, field) {
  const parts = new Map();
  for (const [items, sign] of sides)
    for (const { document, [field]: value } of items) {
      const { numerator, denominator } = parts.get(document) ?? { numerator: 0, denominator: 0 };
      parts.set(document, { numerator: numerator + sign * value, denominator: denominator + 1 });
    }
  return parts;
}
