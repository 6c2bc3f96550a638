import { clusteredProportion } from '../../statistics/clusters.ts';
import type { DocumentParts } from '../../statistics/document-parts.ts';
import type { Proportion } from '../../statistics/shapes.ts';
import { partsOfValues } from '../../statistics/summaries.ts';
import type { PredictionFigureId } from '../prediction-figures.ts';
import type { Completions } from '../schema.ts';
import type { CompletedPrompt } from './completed-prompts.ts';
import { OPENER_KINDS } from './openers.ts';

type Kind = Completions['kinds'][number];

/** Completions of one writer; all writers have the same prompts in the same order. */
export interface WriterCompletions {
  readonly writer: string;
  readonly completed: readonly CompletedPrompt[];
}

/**
 * Shares of each kind of opener.
 *
 * @param length most characters written
 */
export function summarizeCompletions(writers: readonly WriterCompletions[], length: number): Kind[] {
  return OPENER_KINDS.flatMap((kind): Kind[] => {
    const ofKind = writers.map(({ writer, completed }) => ({
      writer,
      completed: completed.filter(({ prompt }) => prompt.opener.kind === kind),
    }));
    const distances = distancesOf(ofKind[0]!.completed);
    if (distances.length === 0) return [];
    return [
      {
        kind,
        writers: ofKind.map((writer) => summarizeWriter(writer, distances, length)),
      },
    ];
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
    byLength: [...within, length].map((characters) => ({
      within: characters,
      ...sharesOf(completed, characters),
    })),
  };
}

/** Closed rightly, and broken, when so many characters have been written; the rest is still open. All are seen so long: none is censored before. */
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

/** `completion/bracket` and so on, whole and by the distance that the opener had been open for. */
export function partsOfCompletions(
  completed: readonly CompletedPrompt[],
): DocumentParts<PredictionFigureId>[] {
  return OPENER_KINDS.flatMap((kind) => {
    const ofKind = completed.filter(({ prompt }) => prompt.opener.kind === kind);
    const figure = (
      range: DocumentParts<PredictionFigureId>['range'],
      members: readonly CompletedPrompt[],
    ): DocumentParts<PredictionFigureId> => ({
      measure: `completion/${kind}`,
      range,
      parts: partsOfValues(
        members.map((one) => ({ document: one.prompt.document, value: shareClosed(one) })),
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

function shareClosed({ completions }: CompletedPrompt): number {
  return completions.filter(({ outcome }) => outcome === 'closed').length / completions.length;
}
