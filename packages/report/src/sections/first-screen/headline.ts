import { inSentence, primarySubject } from '../../document/names/subjects.ts';
import type { Result } from '../../document/types.ts';
import {
  bracketed,
  doubt,
  formatDistance,
  intervalWords,
  isDecided,
  placeWords,
  stateOf,
} from '../../document/words/reach-words.ts';
import { type NamedReach, reachesOf } from '../../document/words/reaches.ts';
import { capitalize, countOf } from '../../text/format.ts';

type Reach = NonNullable<NamedReach['reach']>;

/** The answer to “how far back?” in one sentence, and in another what it is compared with and what is counted. */
export function headlineOf(result: Result): { headline: string; standfirst: string } {
  const reaches = reachesOf(result);
  const who = inSentence(primarySubject(result));
  const writing = reaches.find(({ task }) => task === 'writing');
  const reading = reaches.find(({ task, style }) => task === 'reading' && style === 'model');
  const beside = besides(reaches.filter((one) => one !== writing && one !== reading));
  if (reading === undefined)
    return { headline: capitalize(writingAlone(who, writing?.reach ?? null)), standfirst: beside };
  return {
    headline: capitalize(claim(who, writing?.reach ?? null, reading.reach)),
    standfirst: `${beside} Remembering means being right four times in five.`,
  };
}

/** `this model remembers an open bracket for 31 characters (95 % interval 27–36) when it writes and for 143 (110–180) when it reads`. */
function claim(who: string, writing: Reach | null, reading: Reach | null): string {
  const [writes, reads] = [stateOf(writing), stateOf(reading)];
  if (writes === 'holds' && reads === 'holds')
    return `${who} remembers an open bracket ${span(writing!, 'first')} when it writes and ${span(reading!, 'second')} when it reads`;
  if (writes === 'fails' && reads === 'fails')
    return `whether it writes or reads, ${who} gets fewer than four brackets in five right at every distance${doubts(writing!, reading!)}`;
  if (writes === 'unknown' && reads === 'unknown')
    return `there are too few brackets to say how far back ${who} remembers, writing or reading`;
  const clauses = {
    writes: {
      holds: () => `${who} remembers an open bracket ${span(writing!, 'first')} when it writes`,
      fails: () =>
        `${who} closes fewer than four brackets in five at every distance when it writes${doubt(writing!)}`,
      unknown: () => `there are too few brackets to say how far back ${who} remembers when it writes`,
    },
    reads: {
      holds: () => `it remembers an open bracket ${span(reading!, 'first')} when it reads`,
      fails: () =>
        `it knows fewer than four closers in five at every distance when it reads${doubt(reading!)}`,
      unknown: () => 'there are too few closers to say how far back it remembers when it reads',
    },
  };
  return `${clauses.writes[writes]()}; ${clauses.reads[reads]()}`;
}

/** ` (95 % interval: reading 0–4)`, where an interval reaches farther than the claim that nothing is held. */
function doubts(writing: Reach, reading: Reach): string {
  const words = [
    { task: 'writing', interval: intervalWords(writing) },
    { task: 'reading', interval: intervalWords(reading) },
  ].filter(({ interval }) => interval !== '');
  if (words.length === 0) return '';
  return ` (95 % interval: ${words.map(({ task, interval }) => `${task} ${interval}`).join(', ')})`;
}

/** Of a text, which remembers nothing, or a model of which only samples were measured. */
function writingAlone(who: string, reach: Reach | null): string {
  const state = stateOf(reach);
  if (state === 'unknown') return `${who} has too few brackets to say how far it holds them`;
  if (state === 'fails')
    return `${who} closes fewer than four brackets in five at every distance${doubt(reach!)}`;
  const { side, characters } = reach!.crossing;
  const distance = countOf(Math.round(characters), 'character');
  return side === 'after'
    ? `${who} closes more than four brackets in five at every distance that has enough of them, up to ${distance}${bracketed(reach!, 'first')}`
    : `${who} closes four in five of the brackets still open after ${distance}${bracketed(reach!, 'first')}`;
}

/** `for 31 characters (95 % interval 27–36)`; what comes second leaves out what the first has said. */
function span(reach: Reach, place: 'first' | 'second'): string {
  const { side, characters } = reach.crossing;
  const distance =
    place === 'first' ? countOf(Math.round(characters), 'character') : formatDistance(characters);
  return `for ${side === 'after' ? 'more than ' : ''}${distance}${bracketed(reach, place)}`;
}

/** `For comparison: real code, more than 649; 20-gram, 6 (4–8) writing and 5 (4–6) reading.` */
function besides(reaches: readonly NamedReach[]): string {
  const others = new Map<string, NamedReach[]>();
  for (const one of reaches) others.set(one.name, [...(others.get(one.name) ?? []), one]);
  if (others.size === 0) return 'Nothing was measured for comparison.';
  const words = (its: readonly NamedReach[]) =>
    its
      .map(({ task, style, reach }) => `${besideWords(reach)}${style === 'real' ? '' : ` ${task}`}`)
      .join(' and ');
  return `For comparison: ${[...others].map(([name, its]) => `${name}, ${words(its)}`).join('; ')}.`;
}

function besideWords(reach: Reach | null): string {
  if (reach === null || !isDecided(reach)) return 'too few cases';
  const { crossing } = reach;
  return `${crossing.side === 'after' ? `more than ${formatDistance(crossing.characters)}` : placeWords(crossing)}${bracketed(reach, 'second')}`;
}
