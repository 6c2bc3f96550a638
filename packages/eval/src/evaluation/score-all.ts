import type { TextDocument } from '@longrange/code';
import { type Tally, tallyBounds } from '../comparison/tally.ts';
import type { Named } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import { compressorBits } from './compressor-bits.ts';
import { type EvaluationContext, shown } from './context.ts';
import { type MeasuredModel, predicts } from './measured-model.ts';
import { boundBits, type PredictorBits, scorePredictor } from './score-predictors.ts';
import type { PredictionSides } from './test-results.ts';

interface AllBits {
  readonly bits: PredictorBits[];
  /** Tallies of the model only. */
  readonly tallies: readonly Tally[];
  readonly states: PredictionSides['bits']['states'];
}

/** Measures metric 9 of all predictors on the same characters: those that the model knows. */
export async function scoreAll(
  { stage, split = 'test' }: EvaluationContext,
  [{ model }, ngram]: readonly [Named<MeasuredModel>, Named<NgramModel>?],
  documents: readonly TextDocument[],
  isBeside: boolean,
): Promise<AllBits> {
  const describe = ({ summary: { carried, upperBound, characters } }: PredictorBits): string =>
    `${carried === null ? 'at most ' : ''}${(carried ?? upperBound)?.bits.toFixed(3) ?? '–'} bits per character over ${shown(characters)}`;
  const label = 'scoring held-out code with the model';
  const others = async (isControl: boolean): Promise<PredictorBits[]> => [
    ...(ngram === undefined
      ? []
      : [
          await stage(
            'scoring held-out code with the n-gram',
            (onShare) => scorePredictor(ngram, documents, { split, onShare, isControl }),
            describe,
          ),
        ]),
    ...(isBeside ? compressorBits(documents, split) : []),
  ];
  if (predicts(model)) {
    const own = await stage(
      label,
      (onShare) => scorePredictor({ id: 'model', model }, documents, { split, onShare }),
      describe,
    );
    return { bits: [own, ...(await others(true))], tallies: own.tallies, states: own.states };
  }
  if (model.scoreTexts === undefined) return { bits: [], tallies: [], states: null };
  const own = await stage(
    label,
    async (onShare) => {
      const texts = documents.map(({ text }) => text);
      const logs = await model.scoreTexts!(texts, { onShare });
      return { ...boundBits(documents, logs, split), tallies: [tallyBounds(documents, logs)] };
    },
    describe,
  );
  return { bits: [own, ...(await others(false))], tallies: own.tallies, states: null };
}
