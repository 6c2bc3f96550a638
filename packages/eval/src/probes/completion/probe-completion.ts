import type { Language, TextDocument } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { Named, OnShare, TextWriter } from '../../models/language-model.ts';

import type { DocumentParts } from '../../statistics/document-parts.ts';
import { countFarther, type FartherItems } from '../farther.ts';
import type { PredictionFigureId } from '../prediction-figures.ts';
import type { Completions } from '../schema.ts';
import { choosePrompts, FARTHER_OPEN, type PromptOptions } from './choose-prompts.ts';
import { completeAsWritten, completePrompts } from './completed-prompts.ts';
import { partsOfCompletions, summarizeCompletions } from './summarize-completions.ts';

/** Options of the probe of completion. */
export interface CompletionOptions extends PromptOptions {
  /** Language of the documents. */
  readonly language: Language;
  /** Divides the logarithms of probabilities. */
  readonly temperature: number;
  /** Maximum number of characters to write after each prompt. */
  readonly length: number;
  /** Number of continuations of each prompt. */
  readonly continuations: number;
}

/** Results of the probe of completion. */
export interface ProbedCompletions {
  readonly completions: Completions;
  /** The prompts of each kind that are open for longer than usual; null if none were asked for. */
  readonly farther: readonly FartherItems[] | null;
  /** Share that the model under test closes rightly, by kind and by how long the opener had been open, document by document. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
  /** Tested figures of each writer, all distances together; `real`, the code's own continuation, last. */
  readonly sides: readonly {
    readonly id: string;
    readonly figures: readonly DocumentParts<PredictionFigureId>[];
  }[];
}

/**
 * Metric 18: sound code that no writer was trained on is cut where something has been open for a chosen number of characters, and continued.
 *
 * @param writers the model under test first; all continue the same prompts
 * @returns null if nothing is open in the documents
 */
export async function probeCompletion(
  writers: readonly Named<TextWriter>[],
  documents: readonly TextDocument[],
  { language, temperature, length, continuations, ...options }: CompletionOptions,
  onShare: OnShare = () => undefined,
): Promise<ProbedCompletions | null> {
  const { seed } = options;
  const prompts = choosePrompts(documents, language, options);
  if (prompts.length === 0) return null;
  const work = new SharedWork(
    writers.map(() => 1),
    onShare,
  );
  const results = [];
  for (const [index, { id, model }] of writers.entries()) {
    const writing = { language, temperature, length, continuations, seed, onShare: work.part(index) };
    results.push({ writer: id, completed: await completePrompts(model, prompts, writing) });
  }
  const real = { writer: 'real', completed: completeAsWritten(prompts, { language, length }) };
  const all = [...results, real];
  const completions = {
    temperature,
    length,
    continuations,
    prompts: prompts.length,
    documents: new Set(prompts.map(({ document }) => document)).size,
    kinds: summarizeCompletions(all, length),
  };
  const sides = all.map(({ writer, completed }) => ({
    id: writer,
    figures: partsOfCompletions(completed).filter(({ range }) => range === null),
  }));
  const farther =
    options.farther === undefined
      ? null
      : completions.kinds.map(({ kind }) => {
          const { maxDistance } = options.farther!;
          const own = prompts.filter(({ opener }) => opener.kind === kind);
          return countFarther({ set: 'prompted', kind }, own, { from: FARTHER_OPEN, maxDistance });
        });
  return { completions, farther, figures: partsOfCompletions(all[0]!.completed), sides };
}
