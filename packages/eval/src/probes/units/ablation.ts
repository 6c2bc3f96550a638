import type { Language, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { blockOpeners, drawWithout } from '@longrange/code/internal';
import type { Reading } from '../../models/language-model.ts';
import { pairedDifference } from '../../statistics/permutation.ts';
import { meanOverDocuments, partsOfValues, type Valued } from '../../statistics/summaries.ts';
import type { Units } from '../schema.ts';
import type { ChosenUnit } from './best-units.ts';
import type { UnitProperty } from './character-properties.ts';

/** A unit held at a value while a text is read; layers and units count from 0. */
export interface HeldUnit {
  /** Index of the layer. */
  readonly layer: number;
  /** Index of the unit in it. */
  readonly unit: number;
  /** Value of the unit in the layer's state (LSTM: its cell). */
  readonly value: number;
}

/** A model that can predict with one of its units held. */
export interface AblatableModel {
  /** Characters that the model can predict, in the order of its distributions. */
  readonly alphabet: readonly string[];
  /**
   * Predicts as `LanguageModel.predict` does, with a unit held at a value or, for null, with all units free.
   *
   * @returns per reading [at.length × alphabet.length] float32, row-major
   */
  predict(readings: readonly Reading[], held: HeldUnit | null): Promise<readonly Float32Array[]>;
}

export interface AblationOptions {
  readonly language: Language;
  /** Mean of each unit's state, by layer: the value at which it is held. */
  readonly means: readonly Float64Array[];
  /** Number of other units of the layer to hold for comparison, one at a time. */
  readonly others: number;
  readonly seed: number;
  readonly onShare?: (share: number) => void;
}

type Ablation = Units['ablation'][number];

/**
 * Measures the probability of the character that ends a bracket or a string while the unit that best detects it is held at its mean, beside
 * other units of its layer, drawn at random. A unit may detect something without the network reading it there; this tests that.
 *
 * @param best chosen on other documents
 */
export async function ablateUnits(
  model: AblatableModel,
  best: readonly ChosenUnit[],
  documents: readonly TextDocument[],
  { language, means, others, seed, onShare = () => undefined }: AblationOptions,
): Promise<Ablation[]> {
  const asked = best.flatMap((unit) => {
    const targets = closersOf(unit.property, documents, language);
    return targets.length === 0 ? [] : [{ unit, targets }];
  });
  const random = new RandomStream(seed);
  const total = asked.length * (2 + others);
  let readings = 0;
  const results: Ablation[] = [];
  for (const { unit: chosen, targets } of asked) {
    const { property, layer, unit } = chosen;
    const probabilities = async (held: number | null): Promise<Valued[]> => {
      const value = held === null ? null : { layer, unit: held, value: means[layer]![held]! };
      const read = await predictClosers(model, targets, value);
      onShare(++readings / total);
      return read;
    };
    const free = await probabilities(null);
    const drops = async (held: number): Promise<Valued[]> => {
      const read = await probabilities(held);
      return free.map(({ document, value }, index) => ({ document, value: value - read[index]!.value }));
    };
    const own = await drops(unit);
    const units = Array.from(means[layer]!.keys()).filter((other) => other !== unit);
    const beside = [];
    for (const other of drawWithout(random, units, others))
      beside.push({ unit: other, drops: await drops(other) });
    if (beside.length === 0) continue;
    results.push({
      property,
      layer: layer + 1,
      unit,
      targets: free.length,
      probability: meanOverDocuments(free),
      drop: meanOverDocuments(own),
      others: beside.map((other) => ({
        unit: other.unit,
        drop: other.drops.reduce((sum, { value }) => sum + value, 0) / other.drops.length,
      })),
      excess: excessOf(
        own,
        beside.map((other) => other.drops),
        seed,
      ),
    });
  }
  return results;
}

interface DocumentClosers {
  readonly document: TextDocument;
  readonly at: readonly number[];
}

/** Closing characters that a unit for brackets, or for strings, should predict; other properties have none. */
function closersOf(
  property: UnitProperty,
  documents: readonly TextDocument[],
  language: Language,
): DocumentClosers[] {
  return documents.flatMap((document) => {
    const { delimiters, strings, lines } = language.analyze(document.text, { cut: true });
    const ofBlocks = blockOpeners(lines);
    const brackets = delimiters.filter(({ opener, event }) => event === 'matched' && !ofBlocks.has(opener));
    const places = {
      bracketDepth: brackets.map(({ end }) => end),
      inString: strings.filter(({ terminated }) => terminated).map(({ contentEnd }) => contentEnd),
      indent: [],
      column: [],
    }[property];
    const at = places.sort((a, b) => a - b);
    return at.length === 0 ? [] : [{ document, at }];
  });
}

async function predictClosers(
  model: AblatableModel,
  closers: readonly DocumentClosers[],
  held: HeldUnit | null,
): Promise<Valued[]> {
  const { alphabet } = model;
  const places = new Map(alphabet.map((character, index) => [character, index]));
  const readings = closers.map(({ document: { text }, at }) => ({ text: text.slice(0, at.at(-1)! + 1), at }));
  const predictions = await model.predict(readings, held);
  return closers.flatMap(({ document: { path: name, text }, at }, reading) =>
    at.map((offset, index) => {
      const place = places.get(text[offset]!);
      const value =
        place === undefined ? 0 : Math.exp(predictions[reading]![index * alphabet.length + place]!);
      return { document: name, value };
    }),
  );
}

/** Difference between the drop in probability and the mean drop with another unit held: closer by closer, tested over documents. */
function excessOf(
  own: readonly Valued[],
  others: readonly (readonly Valued[])[],
  seed: number,
): Ablation['excess'] {
  const excesses = own.map(({ document, value }, index) => ({
    document,
    value: value - others.reduce((sum, drops) => sum + drops[index]!.value, 0) / others.length,
  }));
  const parts = partsOfValues(excesses).map(({ numerator, denominator }) => {
    return { difference: numerator, weight: denominator };
  });
  const { difference, interval, pValue } = pairedDifference(parts, { seed });
  return { value: difference, low: interval?.low ?? null, high: interval?.high ?? null, pValue };
}
