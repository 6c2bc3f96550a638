import { isDeepStrictEqual } from 'node:util';
import type { Entrant } from './entrant.ts';

/** Entrants that count as one model, and how it is called. */
export interface Group {
  readonly label: string;
  readonly entrants: readonly Entrant[];
}

/** Runs that differ in nothing but their seed, each with one checkpoint, belong together; everything else stands alone. */
export function groupSeeds(entrants: readonly Entrant[]): Group[] {
  const isAlone = (entrant: Entrant): boolean =>
    entrants.filter(({ runFolder }) => runFolder === entrant.runFolder).length === 1;
  const groups: Entrant[][] = [];
  for (const entrant of entrants) {
    const group = groups.find((members) =>
      members.every((one) => isAlone(one) && differInSeed(one, entrant)),
    );
    if (group !== undefined && isAlone(entrant)) group.push(entrant);
    else groups.push([entrant]);
  }
  return groups.map((members) => ({ label: labelOf(members, isAlone), entrants: members }));
}

function differInSeed(a: Entrant, b: Entrant): boolean {
  if (seedOf(a) === seedOf(b)) return false;
  return isDeepStrictEqual(settingsBesidesSeed(a), settingsBesidesSeed(b));
}

function seedOf({ state }: Entrant): number {
  return state.randomStreams.seed;
}

function settingsBesidesSeed({ state }: Entrant): unknown {
  const { seed, ...training } = state.config.training;
  return { model: state.config.model, training };
}

function labelOf(members: readonly Entrant[], isAlone: (entrant: Entrant) => boolean): string {
  const [first, ...others] = members;
  const { run, step } = first!.checkpoint;
  if (others.length > 0) return `${run} (${members.length} seeds)`;
  return isAlone(first!) ? run : `${run}@${step}`;
}
