import type { Corpus } from '@longrange/corpus';
import { CharTokenizer } from '@longrange/corpus';
import { type SyntaxParser, suites, type TextDocument } from '@longrange/eval';
import { type DocumentScores, tallyClosers, tallySamples } from '@longrange/eval/comparison';
import { asSeenBy, type Sampling, sampleTexts, scorePredictor } from '@longrange/eval/evaluation';
import { measureTexts } from '@longrange/eval/metrics';
import { probeBracketRanges, probeNaturalClosers } from '@longrange/eval/probes';
import { documentScoresOf } from '../eval/document-scores.ts';
import type { OnShare } from '../eval/stages.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import type { Entrant } from './entrant.ts';

/** What all entrants are measured on and with. */
export interface Ground {
  readonly corpus: Corpus;
  readonly split: HeldOutSplit;
  readonly heldOut: readonly TextDocument[];
  readonly sampling: Sampling;
  /** Whether to ask for every closer of the held-out code and for the ranges, which takes as long as to read it four times. */
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
  { corpus, split, heldOut, sampling, closers, parser, seed }: Ground,
  onShare: OnShare,
): Promise<DocumentScores> {
  const model = source.load();
  try {
    const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
    const predictor = new NeuralLanguageModel('model', model, tokenizer);
    const documents = asSeenBy(predictor, heldOut);
    const bits = await scorePredictor({ id: 'model', model: predictor }, documents, {
      split,
      onShare: (share) => onShare(share / 4),
    });
    const observed = closers
      ? await probeNaturalClosers(predictor, documents, { parser, seed }, (share) => onShare((1 + share) / 4))
      : [];
    const ranges = closers
      ? await probeBracketRanges(
          predictor,
          documents,
          {
            ...{ parser, seed, temperature: sampling.temperature },
            ...{ swaps: suites.full.probes.swaps, writing: suites.full.swaps },
          },
          (share) => onShare((2 + share) / 4),
        )
      : undefined;
    const samples = await sampleTexts('model', predictor, sampling, (share) => onShare((3 + share) / 4));
    const { figures: ofSamples } = await measureTexts(
      { id: 'model', label: 'samples', cut: true, documents: samples },
      { parser },
    );
    const tallies = [...bits.tallies, ...(closers ? tallyClosers(observed) : []), ...tallySamples(ofSamples)];
    return documentScoresOf({
      source,
      model,
      corpus,
      split,
      heldOut: documents,
      sampling,
      tallies,
      ranges,
      figures: [],
    });
  } finally {
    model.dispose();
  }
}
