import type { AnalysedDocument, IndentationObservation } from '@longrange/code';
import { checkAnalysed } from '@longrange/code/internal';
import { doublingScale, shareHeld, shareHeldByRange, unitScale } from '../../statistics/buckets.ts';
import type { Indentation } from './schema.ts';

/** Metric 3: the observations of all logical lines, in the order of the lines. */
export function measureIndentation(document: AnalysedDocument): IndentationObservation[] {
  checkAnalysed(document);
  const { indentation } = document;
  return indentation?.observations ?? [];
}

export function summarizeIndentation(observations: readonly IndentationObservation[]): Indentation {
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
  return {
    overall: shareHeld(observations),
    indents: shareHeld(ofKind('indent')),
    dedents: shareHeld(ofKind('dedent')),
    unit: shareHeld(ofKind('unit')),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byLines: shareHeldByRange(observations, ({ lines }) => lines, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
  };
}
