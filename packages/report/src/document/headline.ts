import { capitalize, countOf } from '../text/format.ts';
import { formatDistance, intervalWords, isDecided } from './reach-words.ts';
import { type NamedReach, reachesOf, type Task } from './reaches.ts';
import { inSentence, primarySubject } from './subjects.ts';
import type { Result } from './types.ts';

type Reach = NonNullable<NamedReach['reach']>;

/** The answer to “how far back?” in one sentence, and in another what was measured and what there is beside it. */
export function headlineOf(result: Result): { headline: string; standfirst: string } {
  const reaches = reachesOf(result);
  const primary = primarySubject(result);
  const who = inSentence(primary);
  const [writing] = reaches.filter(({ task }) => task === 'writing');
  const reading = reaches.find(({ task, style }) => task === 'reading' && style === 'model');
  if (writing?.reach === undefined) return olderHeadline(who);
  const isText = reading?.reach === undefined;
  const own = claim(who, writing.reach);
  if (holdsNowhere(writing.reach) && holdsNowhere(reading?.reach)) {
    const never = `Writing or reading, ${who} holds fewer than four brackets in five at every distance`;
    return { headline: never, standfirst: joined(besides(reaches, writing, reading), grounds(false)) };
  }
  const headline = isText
    ? capitalize(own)
    : `Writing, ${own}; reading, ${readingClaim(reading.reach, writing.reach)}`;
  return { headline, standfirst: joined(besides(reaches, writing, reading), grounds(isText)) };
}

function olderHeadline(who: string): { headline: string; standfirst: string } {
  return {
    headline: `How far back ${who} remembers: this result has no fitted distance`,
    standfirst:
      'It is older than the fit. Measure again (longrange eval) to get the distance with its interval; the chart shows the shares that it has.',
  };
}

/** Below from the start, by the estimate and by its whole interval. */
function holdsNowhere(reach: NamedReach['reach']): boolean {
  return reach?.crossing.side === 'before' && intervalWords(reach) === '';
}

/** `this model holds four brackets in five up to 31 characters (95 % interval 27–36)`. */
function claim(who: string, reach: Reach | null): string {
  if (reach === null || !isDecided(reach)) return `${who} has too few brackets to say how far it holds them`;
  if (reach.crossing.side === 'before')
    return `${who} holds fewer than four brackets in five at every distance${bracketed(reach, true)}`;
  return `${who} holds four brackets in five ${extent(reach, true)}`;
}

/** The same after a claim about writing, without what that has said already. */
function readingClaim(reach: Reach | null, writing: Reach | null): string {
  if (reach === null || !isDecided(reach)) return 'there are too few closers to say';
  const hasHeld = writing !== null && isDecided(writing) && writing.crossing.side !== 'before';
  if (reach.crossing.side === 'before')
    return `${hasHeld ? 'fewer than that' : 'fewer than four in five'} at every distance${bracketed(reach, !hasHeld)}`;
  return `${hasHeld ? '' : 'four in five '}${extent(reach, !hasHeld)}`;
}

function extent(reach: Reach, isFirst: boolean): string {
  const { side, characters } = reach.crossing;
  const distance = isFirst ? countOf(Math.round(characters), 'character') : formatDistance(characters);
  return side === 'after'
    ? `beyond ${distance}, as far as there are cases${bracketed(reach, isFirst)}`
    : `up to ${distance}${bracketed(reach, isFirst)}`;
}

function bracketed(reach: Reach, isFirst: boolean): string {
  const words = intervalWords(reach);
  if (words === '') return '';
  return ` (${isFirst && !words.startsWith('no interval') ? '95 % interval ' : ''}${words})`;
}

function grounds(isText: boolean): string {
  const writing = 'of the brackets still open after so many characters, the share that closes in the end';
  return isText
    ? `Counted: ${writing}.`
    : `Counted: in writing, ${writing}; in reading held-out code, of the closers at that distance, the share that it names.`;
}

/** `20-gram: writing up to 33 (30–37), reading up to 9 (8–10).` */
function besides(reaches: readonly NamedReach[], ...own: readonly (NamedReach | undefined)[]): string {
  const others = new Map<string, NamedReach[]>();
  for (const one of reaches) {
    if (own.includes(one) || one.reach === undefined) continue;
    others.set(one.name, [...(others.get(one.name) ?? []), one]);
  }
  const words = (its: readonly NamedReach[]) => its.map(({ task, reach }) => besideWords(task, reach));
  return [...others].map(([name, its]) => `${capitalize(name)}: ${words(its).join(', ')}.`).join(' ');
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(' ');
}

function besideWords(task: Task, reach: NamedReach['reach']): string {
  if (reach == null || !isDecided(reach)) return `${task}: too few cases`;
  if (reach.crossing.side === 'before') return `${task} at no distance${bracketed(reach, false)}`;
  return `${task} ${extent(reach, false)}`;
}
