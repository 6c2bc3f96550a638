import type { TextDocument } from '@longrange/code';
import { type Tally, tallyBits } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import type { OnShare } from '../models/on-share.ts';
import { type HeldOutScores, scoreHeldOut, summarizeScores } from '../probes/bits/bits-per-character.ts';
import { partsOfBits, partsOfSettled } from '../probes/bits/parts-of-bits.ts';
import type { BitsPerCharacter } from '../probes/schema.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { eachOnce } from '../statistics/each-once.ts';

/** Metric 9 of a predictor, with the same document by document, for tests. */
export interface PredictorBits {
  readonly summary: BitsPerCharacter;
  readonly side: TestSide;
}

/** Of the model under test. */
export interface ModelBits extends PredictorBits {
  readonly tallies: readonly Tally[];
  /** With its state carried and with it reset; null where it cannot be reset. */
  readonly states: { readonly carried: TestSide; readonly reset: TestSide } | null;
}

/** How a predictor is scored. */
export interface ScoringOptions {
  /** What the documents are called in results, default `test`. */
  readonly split?: string | undefined;
  /** To read with a predictor without a state twice, too. */
  readonly isControl?: boolean;
  readonly onShare?: OnShare;
}

/** Reads held-out documents: twice with a model that has a state, with the state carried and with resets. */
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

/** By character, in which long documents count for more, and each document once. */
export function bothMeans<Id extends 'bits' | 'state'>(byCharacter: DocumentParts<Id>): TestSide['figures'] {
  const { measure, parts } = byCharacter;
  return [byCharacter, { ...byCharacter, measure: `${measure}-per-document`, parts: eachOnce(parts) }];
}

function talliesOf({ carried, reset }: HeldOutScores): Tally[] {
  const tallies = [tallyBits('bits-carried', carried)];
  return reset === null ? tallies : [...tallies, tallyBits('bits-reset', reset.documents)];
}
