import { isDeepStrictEqual } from 'node:util';
import type { TrainingState } from '../model/model-source.ts';
import { type Entrant, originOf } from './entrant.ts';

/** Entrants that count as one model, and how it is called. */
export interface Group {
  readonly label: string;
  readonly entrants: readonly Entrant[];
}

/** Runs that differ in nothing but their seed, each with one checkpoint, belong together; everything else is a group of its own. */
export function groupSeeds(entrants: readonly Entrant[]): Group[] {
  const isAlone = (entrant: Entrant): boolean =>
    entrants.filter((one) => originOf(one) === originOf(entrant)).length === 1;
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

/** For a file whose origin is not known. */
function differInSeed({ training: a }: Entrant, { training: b }: Entrant): boolean {
  if (a === null || b === null || a.seed === b.seed) return false;
  return isDeepStrictEqual(settingsBesidesSeed(a), settingsBesidesSeed(b));
}

function settingsBesidesSeed({ config }: TrainingState): unknown {
  const { seed, ...training } = config.training;
  return { model: config.model, training };
}

function labelOf(members: readonly Entrant[], isAlone: (entrant: Entrant) => boolean): string {
  const [first, ...others] = members;
  const { name, training } = first!;
  if (others.length > 0) return `${name} (${members.length} seeds)`;
  return isAlone(first!) ? name : `${name}@${training!.step}`;
}
