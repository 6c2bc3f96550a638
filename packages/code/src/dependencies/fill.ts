import type { Goal } from '../language/choice.ts';
import { pick, type RandomStream, shuffle } from '../random/random.ts';

/** Maximum number of draws for one fragment that fits and is accepted. */
const ATTEMPTS = 24;

/**
 * Draws fragments of about `goal.from` characters in total, with `goal.attractors` attractors of each kind, in random order; null if no
 * fragment fits.
 * @param overhead characters added to each line, such as indentation and commas
 * @param accepts tells whether to use a fragment or draw again
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

/** A piece of real code that may be put between two ends. */
export interface Fragment {
  /** Lines without their common indentation and without line breaks. */
  readonly lines: readonly string[];
  /** Number of characters, with a line break for each line. */
  readonly length: number;
}

/** Fragments without any opener, and with one: one kind for each possible answer, so that they favor none. */
export interface FragmentPool {
  readonly plain: readonly Fragment[];
  readonly attractors: readonly (readonly Fragment[])[];
}

/** Statements in sequence, with indentation and line breaks. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}

/** Indents all lines that are not blank further. */
export function shiftLines(lines: string, indent: string): string {
  return lines.replace(/^(?=.*\S)/gm, indent);
}
