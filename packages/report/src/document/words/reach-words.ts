import { countOf, formatCount } from '../../text/format.ts';
import type { NamedReach, ReachPlace } from './reaches.ts';

type Reach = NonNullable<NamedReach['reach']>;

/** `27–36`, `0–36` and `27 to beyond 512`, `no interval: one document`; empty where both ends lie where the estimate lies. */
export function intervalWords({ low, high, crossing }: Reach): string {
  if (low === null || high === null) return 'no interval: one document';
  if (low.side === high.side && low.side === crossing.side && low.side !== 'at') return '';
  const [from, to] = [placeWords(low), placeWords(high)];
  if (from === to) return from;
  return `${from}${/ /.test(from + to) ? ' to ' : '–'}${to}`;
}

/** `27`; `0` where the curve is below from the first character, `under 64` where nothing nearer was followed; `beyond 512`. */
export function placeWords({ side, characters }: ReachPlace): string {
  const distance = formatDistance(characters);
  if (side === 'before') return characters > 1 ? `under ${distance}` : '0';
  return side === 'after' ? `beyond ${distance}` : distance;
}

/** Whether the interval says anything: not where it goes from nothing to as far as there are cases. */
export function isDecided({ low, high }: Reach): boolean {
  return !(low?.side === 'before' && high?.side === 'after');
}

/** What a reach allows to be said: that four in five are right up to a distance, that they are at none, or nothing. */
export function stateOf(reach: Reach | null): 'holds' | 'fails' | 'unknown' {
  if (reach === null || !isDecided(reach)) return 'unknown';
  return reach.crossing.side === 'before' ? 'fails' : 'holds';
}

/** An interval that reaches farther than the claim that nothing is held. */
export function doubt(reach: Reach): string {
  if (reach.low === null || reach.high === null) return bracketed(reach, 'first');
  const { side, characters } = reach.high;
  return side === 'before'
    ? ''
    : `, though the 95 % interval reaches ${countOf(Math.round(characters), 'character')}`;
}

export function bracketed(reach: Reach, place: 'first' | 'second'): string {
  const words = intervalWords(reach);
  if (words === '') return '';
  return ` (${place === 'first' && !words.startsWith('no interval') ? '95 % interval ' : ''}${words})`;
}

export function formatDistance(characters: ReachPlace['characters']): string {
  return formatCount(Math.round(characters));
}
