import type { SyntaxParser, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { lexDocument } from '@longrange/code/internal';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';

import { chooseClosers } from '../choices/closers.ts';
import { cutIntoPieces } from '../choices/pieces.ts';
import { scoreChoices } from '../choices/score-choices.ts';
import { type CloserObservation, observeClosers } from './closer-accuracy.ts';

/** Metric 10 in its natural form alone: every closer of sound code, as `probePredictor` asks for it too. */
export async function probeNaturalClosers(
  model: LanguageModel,
  documents: readonly TextDocument[],
  { parser, seed }: { readonly parser: SyntaxParser; readonly seed: number },
  onShare: OnShare = () => undefined,
): Promise<CloserObservation[]> {
  const random = new RandomStream(seed);
  const choices = documents.flatMap((document) => {
    const lexed = lexDocument(document, parser.language);
    return cutIntoPieces(chooseClosers(lexed, random), lexed.lexical.lines);
  });
  return observeClosers(choices, await scoreChoices(model, choices, onShare));
}
