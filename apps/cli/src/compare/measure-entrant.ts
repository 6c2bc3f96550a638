import type { Corpus } from '@longrange/corpus';
import { CharTokenizer } from '@longrange/corpus';
import { type DocumentScores, type SyntaxParser, type TextDocument, tallySamples } from '@longrange/eval';
import { loadModel } from '@longrange/model';
import { sampleModel } from '../eval/sampled-texts.ts';
import { documentScoresOf, scoreModel } from '../eval/score-model.ts';
import type { OnShare } from '../eval/stages.ts';
import type { Sampling } from '../eval/suites.ts';
import { asSeenBy } from '../run/held-out.ts';
import type { Entrant } from './entrant.ts';

/** What all entrants are measured on and with. */
export interface Ground {
  readonly corpus: Corpus;
  readonly heldOut: readonly TextDocument[];
  readonly sampling: Sampling;
  readonly parser: SyntaxParser;
  readonly seed: number;
}

/**
 * Measures one checkpoint document by document: the bits of held-out code, and what its samples hold. The engine must have been
 * chosen.
 */
export async function measureEntrant(
  { checkpoint, state }: Entrant,
  { corpus, heldOut, sampling, parser, seed }: Ground,
  onShare: OnShare,
): Promise<DocumentScores> {
  const model = await loadModel(checkpoint.folder);
  try {
    const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
    const documents = asSeenBy(tokenizer, heldOut);
    const bits = await scoreModel({ model, tokenizer }, documents, seed, (share) => onShare(share / 2));
    const samples = await sampleModel(model, sampling, (share) => onShare((1 + share) / 2));
    const tallies = [...bits.tallies, ...(await tallySamples(samples, { parser, cut: true }))];
    return documentScoresOf({ checkpoint, state, model, corpus, heldOut: documents, sampling, tallies });
  } finally {
    model.dispose();
  }
}
