import type { EffectiveContext } from '@longrange/eval';
import { countOf, formatCount } from '../text/format.ts';
import { contextInterval } from './context-interval.ts';
import { d80Interval, readD80 } from './d80.ts';
import { namedProbes } from './probes.ts';
import type { Result } from './types.ts';

/** D80 and n* of the model in two sentences; empty where it was not probed. */
export function probeStandfirst(result: Result): string {
  const own = namedProbes(result)[0];
  if (own === undefined) return '';
  const { closers, effectiveContext } = own.probes;
  return [reachSentence(closers.natural), contextSentence(effectiveContext)].filter(Boolean).join(' ');
}

function reachSentence(closers: Parameters<typeof readD80>[0]): string {
  if (closers.byDistance.every(({ n }) => n === 0)) return '';
  const reading = readD80(closers);
  const interval = d80Interval(reading);
  const sure = interval === null ? '; the intervals show no range' : `; by the 95 % intervals, ${interval}`;
  if (reading.characters === null)
    return 'Asked in held-out code which closer comes, it holds too few even at the nearest distances: there is no D80.';
  return `Asked in held-out code which closer comes, it holds four in five up to ${countOf(reading.characters, 'character')} (D80${sure}).`;
}

function contextSentence(context: EffectiveContext): string {
  const { effective, byContext } = context;
  if (byContext.length === 0) return '';
  if (effective !== null)
    return `Its effective context is ${countOf(effective, 'character')} (n*; by the 95 % intervals, ${contextInterval(context)}).`;
  return `Its effective context (n*) is longer than the ${formatCount(Math.max(...byContext.map(({ n }) => n)))} characters tested.`;
}
