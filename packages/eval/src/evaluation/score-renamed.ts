import type { RenamedDocuments, TextDocument } from '@longrange/code';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { partsOfBits } from '../probes/bits/bits-per-character.ts';
import type { Renaming } from '../result/schema.ts';
import type { NamedPart } from '../statistics/parts.ts';
import { pairedDifference } from '../statistics/permutation.ts';
import { clusteredRatio } from '../statistics/ratio.ts';
import type { EvaluationContext } from './context.ts';
import { asSeenBy } from './held-out.ts';
import type { PredictorBits } from './score-predictors.ts';

/** Renamed code. */
export interface RenamedCode {
  /** Summary from `renameDocuments`. */
  readonly renamed: Omit<RenamedDocuments, 'documents'>;
  /** The same documents with their original names. */
  readonly written: readonly TextDocument[];
}

/** Measures the cost of renaming for each predictor, in bits per character, by scoring the same code with its original names. */
export async function scoreRenamed(
  { stage, seed }: EvaluationContext,
  { renamed: { names, characters, untouched }, written }: RenamedCode,
  readings: readonly { readonly model: LanguageModel; readonly bits: PredictorBits }[],
): Promise<Renaming> {
  return stage(
    'scoring held-out code with its original names',
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
        const scored = documents.map(({ path: name }, index) => ({ name, logProbabilities: scores[index]! }));
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
      `renaming costs ${predictors.map(({ difference }) => difference.value.toFixed(3)).join(' and ')} bits per character`,
  );
}

/** Returns the additional bits per character after renaming, with the interval over documents. */
function differenceOf(
  before: readonly NamedPart[],
  after: readonly NamedPart[],
  seed: number,
): Renaming['predictors'][number]['difference'] {
  const written = new Map(before.map((part) => [part.document, part]));
  const parts = after.flatMap(({ document, numerator, denominator }) => {
    const part = written.get(document);
    if (part === undefined) return [];
    return [{ numerator: numerator - (denominator * part.numerator) / part.denominator, denominator }];
  });
  const { difference, interval } = pairedDifference(parts, { seed });
  return { value: difference, low: interval?.low ?? null, high: interval?.high ?? null };
}
