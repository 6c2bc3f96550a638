import type { Corpus } from '@longrange/corpus';
import { CharTokenizer } from '@longrange/corpus';
import type { SyntaxParser, TextDocument } from '@longrange/eval';
import { type DocumentScores, tallyClosers, tallySamples } from '@longrange/eval/comparison';
import { asSeenBy, type Sampling, sampleTexts, scorePredictor } from '@longrange/eval/evaluation';
import { measureTexts } from '@longrange/eval/metrics';
import { probeNaturalClosers } from '@longrange/eval/probes';
import { documentScoresOf } from '../eval/document-scores.ts';
import type { OnShare } from '../eval/stages.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import type { Entrant } from './entrant.ts';

/** What all entrants are measured on and with. */
export interface Ground {
  readonly corpus: Corpus;
  readonly heldOut: readonly TextDocument[];
  readonly sampling: Sampling;
  /** Whether to ask for every closer of the held-out code, which takes as long as to read it twice. */
  readonly closers: boolean;
  readonly parser: SyntaxParser;
  readonly seed: number;
}

/**
 * Measures one checkpoint document by document: the bits of held-out code, and what its samples hold. The engine must have been
 * chosen.
 */
export async function measureEntrant(
  source: Entrant,
  { corpus, heldOut, sampling, closers, parser, seed }: Ground,
  onShare: OnShare,
): Promise<DocumentScores> {
  const model = source.load();
  try {
    const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
    const predictor = new NeuralLanguageModel('model', model, tokenizer);
    const documents = asSeenBy(predictor, heldOut);
    const bits = await scorePredictor({ id: 'model', model: predictor }, documents, (share) =>
      onShare(share / 3),
    );
    const observed = closers
      ? await probeNaturalClosers(predictor, documents, { parser, seed }, (share) => onShare((1 + share) / 3))
      : [];
    const samples = await sampleTexts('model', predictor, sampling, (share) => onShare((2 + share) / 3));
    const { figures: ofSamples } = await measureTexts(
      { id: 'model', label: 'samples', cut: true, documents: samples },
      { parser },
    );
    const tallies = [...bits.tallies, ...(closers ? tallyClosers(observed) : []), ...tallySamples(ofSamples)];
    return documentScoresOf({ source, model, corpus, heldOut: documents, sampling, tallies, figures: [] });
  } finally {
    model.dispose();
  }
}
