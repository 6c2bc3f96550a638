import type { Language, TextDocument } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { Named, OnShare, TextWriter } from '../../models/language-model.ts';
import { clusteredProportion } from '../../statistics/clusters.ts';
import type { DocumentParts } from '../../statistics/document-parts.ts';
import type { Proportion } from '../../statistics/shapes.ts';
import { partsOfValues } from '../../statistics/summaries.ts';
import { countFarther, type FartherItems } from '../farther.ts';
import type { PredictionFigureId } from '../prediction-figures.ts';
import type { Completions } from '../schema.ts';
import { choosePrompts, FARTHER_OPEN, OPENER_KINDS, type PromptOptions } from './choose-prompts.ts';
import { type CompletedPrompt, completeAsWritten, completePrompts } from './judge-completion.ts';

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
  /** Numbers of prompts of each kind that are open for longer than usual; null if none were requested. */
  readonly farther: readonly FartherItems[] | null;
  /** Share that the model under test closes correctly, by kind and by how long the opener had been open, document by document. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
  /** Tested figures of each writer, all distances together; `real`, the code's own continuation, last. */
  readonly sides: readonly { readonly id: string; readonly figures: ProbedCompletions['figures'] }[];
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

type Kind = Completions['kinds'][number];

/** Completions of one writer; all writers have the same prompts in the same order. */
interface WriterCompletions {
  readonly writer: string;
  readonly completed: readonly CompletedPrompt[];
}

/**
 * Shares of each kind of opener.
 *
 * @param length most characters written
 */
function summarizeCompletions(writers: readonly WriterCompletions[], length: number): Kind[] {
  return OPENER_KINDS.flatMap((kind): Kind[] => {
    const ofKind = writers.map(({ writer, completed }) => ({
      writer,
      completed: completed.filter(({ prompt }) => prompt.opener.kind === kind),
    }));
    const distances = distancesOf(ofKind[0]!.completed);
    if (distances.length === 0) return [];
    return [{ kind, writers: ofKind.map((writer) => summarizeWriter(writer, distances, length)) }];
  });
}

function summarizeWriter(
  { writer, completed }: WriterCompletions,
  distances: readonly number[],
  length: number,
): Kind['writers'][number] {
  const within: number[] = [];
  for (let characters = 1; characters < length; characters *= 2) within.push(characters);
  return {
    writer,
    ...sharesOf(completed, length),
    byDistance: distances.map((distance) => ({
      distance,
      prompts: atDistance(completed, distance).length,
      ...sharesOf(atDistance(completed, distance), length),
    })),
    byLength: [...within, length].map((most) => ({ within: most, ...sharesOf(completed, most) })),
  };
}

/** Shares closed correctly, and broken, within this many characters written; the rest are still open. None is censored earlier. */
function sharesOf(
  completed: readonly CompletedPrompt[],
  within: number,
): { closed: Proportion; broken: Proportion } {
  const shareOf = (wanted: 'closed' | 'broken'): Proportion =>
    clusteredProportion(
      partsOfValues(
        completed.flatMap(({ prompt: { document }, completions }) =>
          completions.map((one) => ({
            document,
            value: Number(one.outcome === wanted && one.after <= within),
          })),
        ),
      ),
    );
  return { closed: shareOf('closed'), broken: shareOf('broken') };
}

function distancesOf(completed: readonly CompletedPrompt[]): number[] {
  return [...new Set(completed.map(({ prompt }) => prompt.distance))].sort((a, b) => a - b);
}

function atDistance(completed: readonly CompletedPrompt[], distance: number): CompletedPrompt[] {
  return completed.filter(({ prompt }) => prompt.distance === distance);
}

/** `completion/bracket` and so on, overall and by how long the opener had been open. */
function partsOfCompletions(completed: readonly CompletedPrompt[]): DocumentParts<PredictionFigureId>[] {
  return OPENER_KINDS.flatMap((kind) => {
    const ofKind = completed.filter(({ prompt }) => prompt.opener.kind === kind);
    const figure = (
      range: DocumentParts<PredictionFigureId>['range'],
      members: readonly CompletedPrompt[],
    ): DocumentParts<PredictionFigureId> => ({
      measure: `completion/${kind}`,
      range,
      parts: partsOfValues(
        members.map(({ prompt: { document }, completions }) => {
          const closed = completions.filter(({ outcome }) => outcome === 'closed').length;
          return { document, value: closed / completions.length };
        }),
      ),
    });
    return [
      figure(null, ofKind),
      ...distancesOf(ofKind).map((distance) =>
        figure({ from: distance, to: 2 * distance }, atDistance(ofKind, distance)),
      ),
    ].filter(({ parts }) => parts.length > 0);
  });
}
