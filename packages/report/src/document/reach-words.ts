import { formatCount } from '../text/format.ts';
import type { NamedReach, ReachPlace } from './reaches.ts';

type Reach = NonNullable<NamedReach['reach']>;

/** `27–36`, `27 or more`, `at most 36`, `no interval: one document`; empty where both ends lie where the estimate lies. */
export function intervalWords({ low, high, crossing }: Reach): string {
  if (low === null || high === null) return 'no interval: one document';
  if (low.side === high.side && low.side !== 'at') return low.side === crossing.side ? '' : undecided;
  if (low.side === 'before' && high.side === 'after') return undecided;
  if (low.side === 'before') return `at most ${formatDistance(high.characters)}`;
  if (high.side === 'after') return `${formatDistance(low.characters)} or more`;
  const [from, to] = [formatDistance(low.characters), formatDistance(high.characters)];
  return from === to ? from : `${from}–${to}`;
}

const undecided = 'anything from none to all';

/** Whether the interval says anything: not where it goes from nothing to as far as there are cases. */
export function isDecided({ low, high }: Reach): boolean {
  return !(low?.side === 'before' && high?.side === 'after');
}

export function formatDistance(characters: ReachPlace['characters']): string {
  return formatCount(Math.round(characters));
}
