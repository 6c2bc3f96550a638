import type { RenamedDocuments, TextDocument } from '@longrange/code';
import type { LanguageModel } from '../models/language-model.ts';
import { SharedWork } from '../models/on-share.ts';
import { partsOfBits } from '../probes/bits/parts-of-bits.ts';
import type { Renaming } from '../result/schema.ts';
import { pairedDifference } from '../statistics/paired-difference.ts';
import { clusteredRatio } from '../statistics/ratio.ts';
import type { NamedPart } from '../statistics/ratio-part.ts';
import { asSeenBy } from './held-out.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { PredictorBits } from './score-predictors.ts';

/** Code that was measured under other names. */
export interface RenamedCode {
  /** What `renameDocuments` says of it. */
  readonly renamed: Omit<RenamedDocuments, 'documents'>;
  /** The same documents as they were written. */
  readonly written: readonly TextDocument[];
}

/** A predictor, with its bits under the other names. */
export interface RenamedReading {
  readonly model: LanguageModel;
  readonly bits: PredictorBits;
}

/** What other names cost each predictor, in bits per character: it reads the same code as it was written. */
export async function scoreRenamed(
  { stage, seed }: EvaluationContext,
  { renamed: { names, characters, untouched }, written }: RenamedCode,
  readings: readonly RenamedReading[],
): Promise<Renaming> {
  return stage(
    'scoring held-out code as it was written',
    async (onShare) => {
      const work = new SharedWork(
        readings.map(() => 1),
        onShare,
      );
      const predictors: Renaming['predictors'] = [];
      for (const [place, { model, bits }] of readings.entries()) {
        const documents = asSeenBy(model, written);
        const texts = documents.map(({ text }) => text);
        const scores = await model.score(texts, { resetEvery: null, onShare: work.part(place) });
        const scored = documents.map(({ name }, index) => ({ name, logProbabilities: scores[index]! }));
        const before = partsOfBits('bits', scored).parts;
        const after = bits.side.figures.find(({ measure }) => measure === 'bits')!.parts;
        predictors.push({
          predictor: bits.side.id,
          asWritten: clusteredRatio(before).estimate,
          renamed: clusteredRatio(after).estimate,
          difference: differenceOf(before, after, seed),
        });
      }
      return { seed, documents: written.length, names, characters, untouched, predictors };
    },
    ({ predictors }) =>
      `other names cost ${predictors.map(({ difference }) => difference.value.toFixed(3)).join(' and ')} bits per character`,
  );
}

/** By how much the second needs more, with its interval over documents. */
function differenceOf(
  before: readonly NamedPart[],
  after: readonly NamedPart[],
  seed: number,
): Renaming['predictors'][number]['difference'] {
  const written = new Map(before.map((part) => [part.document, part]));
  const parts = after.flatMap(({ document, numerator, denominator: weight }) => {
    const part = written.get(document);
    if (part === undefined) return [];
    return [{ difference: numerator - (weight * part.numerator) / part.denominator, weight }];
  });
  const { difference, interval } = pairedDifference(parts, { seed });
  return { value: difference, low: interval?.low ?? null, high: interval?.high ?? null };
}
