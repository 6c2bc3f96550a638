import type { TextDocument } from '@longrange/code';
import { type Tally, tallyBits } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import type { LanguageModel, Named, OnShare } from '../models/language-model.ts';
import {
  bitsPerCharacter,
  type HeldOutScores,
  scoreHeldOut,
  summarizeScores,
} from '../probes/bits/bits-per-character.ts';
import { partsOfBits, partsOfSettled } from '../probes/bits/parts-of-bits.ts';
import type { BitsPerCharacter } from '../probes/schema.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { eachOnce } from '../statistics/parts.ts';
import type { TextLog } from './measured-model.ts';

/** Metric 9 of a predictor, and its side in tests, document by document. */
export interface PredictorBits {
  readonly summary: BitsPerCharacter;
  readonly side: TestSide;
}

/** Metric 9 of the model under test. */
export interface ModelBits extends PredictorBits {
  readonly tallies: readonly Tally[];
  /** Sides with the state carried and with it reset; null if it cannot be reset. */
  readonly states: { readonly carried: TestSide; readonly reset: TestSide } | null;
}

/** Options for scoring a predictor. */
export interface ScoringOptions {
  /** Name of the documents in results, default `test`. */
  readonly split?: string | undefined;
  /** Score with resets, too, even if the predictor has no state. */
  readonly isControl?: boolean;
  readonly onShare?: OnShare;
}

/** Scores held-out documents; with a model that has a state twice: with the state carried and with resets. */
export async function scorePredictor(
  { id, model }: Named<LanguageModel>,
  documents: readonly TextDocument[],
  { split = 'test', isControl = false, onShare }: ScoringOptions = {},
): Promise<ModelBits> {
  const scores = await scoreHeldOut(model, documents, onShare, isControl);
  return {
    summary: summarizeScores({ name: id, stateful: model.stateful }, scores, { split }),
    side: { id, figures: bothMeans(partsOfBits('bits', scores.carried)) },
    tallies: talliesOf(scores),
    states: statesOf(scores),
  };
}

function statesOf({ carried, reset }: HeldOutScores): ModelBits['states'] {
  if (reset === null) return null;
  return {
    carried: { id: 'carried', figures: bothMeans(partsOfSettled(carried, reset.every)) },
    reset: { id: 'reset', figures: bothMeans(partsOfSettled(reset.documents, reset.every)) },
  };
}

/** Returns the mean over characters, to which long documents contribute more, and the mean over documents. */
export function bothMeans<Id extends 'bits' | 'state'>(byCharacter: DocumentParts<Id>): TestSide['figures'] {
  const { measure, parts } = byCharacter;
  return [byCharacter, { ...byCharacter, measure: `${measure}-per-document`, parts: eachOnce(parts) }];
}

function talliesOf({ carried, reset }: HeldOutScores): Tally[] {
  const tallies = [tallyBits('bits-carried', carried)];
  return reset === null ? tallies : [...tallies, tallyBits('bits-reset', reset.documents)];
}

/** Returns metric 9 as an upper bound, from the likelihood of each whole document. Every character bears an equal share, as with compressors. */
export function boundBits(
  documents: readonly TextDocument[],
  logs: readonly TextLog[],
  split: string,
): PredictorBits {
  const carried = documents.map(({ name }, index) => {
    const { log, characters } = logs[index]!;
    return { name, logProbabilities: new Float32Array(characters).fill(log / characters) };
  });
  const { carried: upperBound, ...bits } = bitsPerCharacter({
    ...{ predictor: 'model', split, carried, stateful: false },
  });
  const summary = { ...bits, carried: null, ...(upperBound !== null && { upperBound }) };
  return { summary, side: { id: 'model', figures: [] } };
}
