import { capitalize } from '../text/format.ts';
import { atDistances, isTestedByDistance, rangesTested } from './tested.ts';
import type { Result } from './types.ts';

interface Side {
  /** In the result's tests. */
  id: string;
  /** As the grammatical subject of a sentence. */
  name: string;
}

/** Where the one does better or worse than the other, by the result's tests; empty where none was made. */
export function orderSentences(result: Result, measure: string, own: Side, other: Side): string {
  const sides = { measure, first: own.id, second: other.id };
  if (!isTestedByDistance(result, sides)) return '';
  const below = rangesTested(result, sides, 'below');
  const above = rangesTested(result, sides, 'above');
  const name = capitalize(own.name);
  const sentences = [
    ...(above === null ? [] : [`${name} does better than ${other.name} ${atDistances(above)}.`]),
    ...(below === null ? [] : [`${name} does worse than ${other.name} ${atDistances(below)}.`]),
  ];
  if (sentences.length > 0) return sentences.join(' ');
  return `At no distance does this result tell ${own.name} from ${other.name}.`;
}
