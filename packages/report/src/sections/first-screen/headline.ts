import { inSentence, primarySubject } from '../../document/names/subjects.ts';
import type { Result } from '../../document/types.ts';
import { isThin, withInterval } from '../../document/words/compare.ts';
import {
  bracketed,
  doubt,
  formatDistance,
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
  const own = reaches.find(({ style }) => style === 'model');
  if (own === undefined) return { headline: capitalize(bracketsClosed(result)), standfirst: '' };
  const beside = besides(reaches.filter((one) => one !== own));
  return {
    headline: capitalize(claim(who, own.reach)),
    standfirst: `${beside} Remembering means being right four times in five.`,
  };
}

/** `this model remembers an open bracket for 143 characters (95 % interval 110–180) when it reads`. */
function claim(who: string, reach: Reach | null): string {
  switch (stateOf(reach)) {
    case 'holds':
      return `${who} remembers an open bracket ${span(reach!)} when it reads`;
    case 'fails':
      return `${who} knows fewer than four closers in five at every distance when it reads${doubt(reach!)}`;
    case 'unknown':
      return `there are too few closers to say how far back ${who} remembers when it reads`;
  }
}

/** Of a text, which remembers nothing, or a model of which only samples were measured. */
function bracketsClosed(result: Result): string {
  const primary = primarySubject(result);
  const { overall } = primary.subject.delimiters;
  const who = inSentence(primary);
  return overall.estimate === null || isThin(overall)
    ? `${who} has too few brackets to say how many it closes`
    : `${who} closes ${withInterval(overall)} of its brackets`;
}

/** `for 31 characters (95 % interval 27–36)`. */
function span(reach: Reach): string {
  const { side, characters } = reach.crossing;
  const distance = countOf(Math.round(characters), 'character');
  return `for ${side === 'after' ? 'more than ' : ''}${distance}${bracketed(reach, 'first')}`;
}

/** `For comparison: 20-gram, 5 (4–6).` */
function besides(reaches: readonly NamedReach[]): string {
  if (reaches.length === 0) return 'Nothing was measured for comparison.';
  return `For comparison: ${reaches.map(({ name, reach }) => `${name}, ${besideWords(reach)}`).join('; ')}.`;
}

function besideWords(reach: Reach | null): string {
  if (reach === null || !isDecided(reach)) return 'too few cases';
  const { crossing } = reach;
  return `${crossing.side === 'after' ? `more than ${formatDistance(crossing.characters)}` : placeWords(crossing)}${bracketed(reach, 'second')}`;
}
