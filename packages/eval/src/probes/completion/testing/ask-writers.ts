import type { Language, SyntaxParser, TextDocument } from '@longrange/code';
import type { Named, TextWriter } from '../../../models/language-model.ts';
import { askPredictors } from '../../ask-probes.ts';
import type { Farther } from '../../farther.ts';
import type { ProbeSizes } from '../../probes.ts';
import { completions } from '../completions.ts';

interface AskOptions extends NonNullable<ProbeSizes['completions']> {
  readonly language: Language;
  readonly seed: number;
  readonly farther?: Farther;
}

/** Has writers continue the prompts of these documents, and summarizes what they write. */
export async function askWriters(
  writers: readonly Named<TextWriter>[],
  documents: readonly TextDocument[],
  { language, seed, farther, ...sizes }: AskOptions,
) {
  const parser = { language } as SyntaxParser;
  const plan = (await completions.plan({ parser, seed, documents, farther }, sizes, {}))!;
  const predictors = writers.map(({ id, model }) => ({ id, abilities: { writing: model } }));
  const { asked } = await askPredictors(completions, plan, predictors);
  return {
    completions: completions.summarizeAll!(asked, plan).completions!,
    farther: completions.farther!(plan),
    figures: completions.parts!(asked[0]!.answers, plan),
  };
}
