import type { Choice, LexedDocument, RandomStream } from '@longrange/code';
import { DELIMITER_TYPES } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';

/** Every closer that matches its opener, against those of the two other types, in random order. */
export function chooseClosers({ name, text, lexical }: LexedDocument, random: RandomStream): Choice[] {
  return lexical.delimiters
    .filter(({ event }) => event === 'matched')
    .map(({ type, opener: start, end: at, depth, attractors }) => {
      const others = DELIMITER_TYPES.filter((other) => other !== type);
      const [first, second] = shuffle(random, others).map((other) => other[1]!);
      return {
        ...{ kind: 'closer', document: name, text, at, start, distance: at - start, depth, attractors },
        alternatives: [type[1]!, first!, second!],
      };
    });
}
