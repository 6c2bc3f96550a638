import type { Goal } from '../language/candidate.ts';
import { pick, shuffle } from '../random/draw.ts';
import type { RandomStream } from '../random/random.ts';
import type { Fragment, FragmentPool } from './fragment.ts';

/** Draws tried for one that has room and is accepted. */
const ATTEMPTS = 24;

/**
 * Fragments of together about `goal.from` characters, each costing its length and `overhead`, with as many attractors of each kind
 * as asked for, in random order; null where they do not come out.
 * @param overhead such as indentation and commas
 * @param accepts a fragment that is not wanted is drawn again
 */
export function fill(
  { plain, attractors }: FragmentPool,
  goal: Goal,
  overhead: number,
  random: RandomStream,
  accepts: (fragment: Fragment) => boolean = () => true,
): Fragment[] | null {
  const chosen: Fragment[] = [];
  let length = 0;
  const add = (pool: readonly Fragment[]): boolean => {
    for (let attempt = 0; attempt < ATTEMPTS && pool.length > 0; attempt++) {
      const candidate = pick(random, pool);
      const cost = candidate.length + overhead * candidate.lines.length;
      if (length + cost >= goal.to || !accepts(candidate)) continue;
      chosen.push(candidate);
      length += cost;
      return true;
    }
    return false;
  };
  for (let i = 0; i < goal.attractors; i++) if (!attractors.every(add)) return null;
  while (length < goal.from) if (!add(plain)) return null;
  return shuffle(random, chosen);
}
