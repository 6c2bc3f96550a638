import type { Choice, LexedDocument, RandomStream } from '@longrange/code';
import { DELIMITER_TYPES, type DelimiterRecord } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';

/** Every closer that matches its opener, against those of the two other types, in random order. */
export function chooseClosers({ name, text, lexical }: LexedDocument, random: RandomStream): Choice[] {
  return lexical.delimiters
    .filter(({ event }) => event === 'matched')
    .map((delimiter) => closerChoice(name, text, delimiter, random));
}

/** The closer of an opener that is matched. */
export function closerChoice(
  document: string,
  text: string,
  { type, opener, end, depth, attractors }: DelimiterRecord,
  random: RandomStream,
): Choice {
  const others = DELIMITER_TYPES.filter((other) => other !== type);
  const [first, second] = shuffle(random, others).map((other) => other[1]!);
  return {
    kind: 'closer',
    document,
    text,
    at: end,
    alternatives: [type[1]!, first!, second!],
    start: opener,
    distance: end - opener,
    depth,
    attractors,
  };
}
