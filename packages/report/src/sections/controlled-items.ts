import type { PredictorProbes } from '@longrange/eval';
import { namedProbes } from '../document/names/probes.ts';
import type { Bucket, Result } from '../document/types.ts';
import { pairKinds, pairNames } from './pair-kinds.ts';

type Control = NonNullable<PredictorProbes['closers']['stretched']>['control'];

/** Stretched items of the model of one kind, and the same with the filler before. */
export interface ControlledItems {
  name: string;
  /** Of the tests of the two. */
  measure: string;
  between: readonly Bucket[];
  before: readonly Bucket[];
  openers: Control['openers'];
  cost: Control['distanceCost'];
}

/** Of metric 10: one entry, or none. */
export function controlledClosers(result: Result): ControlledItems[] {
  const stretched = namedProbes(result)[0]?.probes.closers.stretched ?? null;
  return stretched === null ? [] : [controlled('closers', 'placement/closers', stretched)];
}

/** Of metric 11, kind by kind. */
export function controlledPairs(result: Result): ControlledItems[] {
  const own = namedProbes(result)[0];
  if (own === undefined) return [];
  return pairKinds([own]).flatMap((kind) => {
    const stretched = own.probes.minimalPairs.find((pairs) => pairs.kind === kind)?.stretched ?? null;
    return stretched === null ? [] : [controlled(pairNames[kind], `placement/pairs/${kind}`, stretched)];
  });
}

function controlled(
  name: string,
  measure: string,
  { byDistance, control }: { byDistance: readonly Bucket[]; control: Control },
): ControlledItems {
  const { fillerBefore, openers, distanceCost } = control;
  return { name, measure, between: byDistance, before: fillerBefore, openers, cost: distanceCost };
}
