import { isDeepStrictEqual } from 'node:util';
import type { TrainingState } from '../model/model-source.ts';
import { type Candidate, originOf } from './candidate.ts';

/** Candidates that count as one model, and its label. */
export interface Group {
  readonly label: string;
  readonly candidates: readonly Candidate[];
}

/** Groups runs that differ in nothing but their seed, each with one checkpoint; everything else is a group of its own. */
export function groupSeeds(candidates: readonly Candidate[]): Group[] {
  const isAlone = (candidate: Candidate): boolean =>
    candidates.filter((one) => originOf(one) === originOf(candidate)).length === 1;
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const group = groups.find((members) =>
      members.every((one) => isAlone(one) && differInSeed(one, candidate)),
    );
    if (group !== undefined && isAlone(candidate)) group.push(candidate);
    else groups.push([candidate]);
  }
  return groups.map((members) => ({ label: labelOf(members, isAlone), candidates: members }));
}

/** False for a file, whose origin is unknown. */
function differInSeed({ training: a }: Candidate, { training: b }: Candidate): boolean {
  if (a === null || b === null || a.seed === b.seed) return false;
  return isDeepStrictEqual(settingsBesidesSeed(a), settingsBesidesSeed(b));
}

function settingsBesidesSeed({ config }: TrainingState): unknown {
  const { seed, ...training } = config.training;
  return { model: config.model, training };
}

function labelOf(members: readonly Candidate[], isAlone: (candidate: Candidate) => boolean): string {
  const [first, ...others] = members;
  const { name, training } = first!;
  if (others.length > 0) return `${name} (${members.length} seeds)`;
  return isAlone(first!) ? name : `${name}@${training!.step}`;
}
