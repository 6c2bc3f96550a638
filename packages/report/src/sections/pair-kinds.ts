import type { MinimalPairs } from '@longrange/eval';
import type { NamedProbes } from '../document/names/probes.ts';

export type PairKind = MinimalPairs['kind'];

/** What is flipped, in the order of the page. */
export const pairNames: Readonly<Record<PairKind, string>> = {
  closer: 'closer types',
  quote: 'quote types',
  dedent: 'dedent levels',
  clause: 'else or except',
  identifier: 'identifiers',
};

/** The kinds that any predictor was tested on. */
export function pairKinds(predictors: readonly NamedProbes[]): PairKind[] {
  const tested = new Set(predictors.flatMap(({ probes }) => probes.minimalPairs.map(({ kind }) => kind)));
  return (Object.keys(pairNames) as PairKind[]).filter((kind) => tested.has(kind));
}
