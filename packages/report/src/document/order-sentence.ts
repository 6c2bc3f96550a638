import { capitalize } from '../text/format.ts';
import { atDistances, bucketsWhere, type Comparable } from './compare.ts';

interface Side {
  /** As the grammatical subject of a sentence. */
  name: string;
  buckets: readonly Comparable[];
}

/** Where the one does better or worse than the other, by intervals that do not overlap; thin buckets say nothing. */
export function orderSentences(own: Side, other: Side): string {
  const below = bucketsWhere(own.buckets, other.buckets, 'below');
  const above = bucketsWhere(own.buckets, other.buckets, 'above');
  const name = capitalize(own.name);
  const sentences = [
    ...(above === null ? [] : [`${name} does better than ${other.name} ${atDistances(above)}.`]),
    ...(below === null ? [] : [`${name} does worse than ${other.name} ${atDistances(below)}.`]),
  ];
  if (sentences.length > 0) return sentences.join(' ');
  return `At no distance does this result tell ${own.name} from ${other.name}.`;
}
