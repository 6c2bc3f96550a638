import { capitalize, joinWords } from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import { atDistances, isTestedByDistance, rangesTested } from './tested.ts';

interface Side {
  /** In the result's tests. */
  id: string;
  /** As the grammatical subject of a sentence. */
  name: string;
}

/**
 * Where one side does better or worse than others, by the result's tests: `This model does worse than real code at 4–511 characters; no detectable
 * difference from the n-gram at any distance.` Empty where none was made.
 */
export function orderSentence(result: Result, measure: string, own: Side, others: readonly Side[]): string {
  const tested = others.flatMap((other) => {
    const sides = { measure, first: own.id, second: other.id };
    if (!isTestedByDistance(result, sides)) return [];
    const above = rangesTested(result, sides, 'above');
    const below = rangesTested(result, sides, 'below');
    const phrases = [
      ...(above === null ? [] : [`better than ${other.name} ${atDistances(above)}`]),
      ...(below === null
        ? []
        : [`worse ${above === null ? `than ${other.name} ` : ''}${atDistances(below)}`]),
    ];
    return [
      {
        name: other.name,
        phrases,
        withheld: rangesTested(result, sides, 'withheld'),
        undecided: rangesTested(result, sides, 'undecided'),
      },
    ];
  });
  const decided = tested.flatMap(({ phrases }) => phrases);
  const undecided = joinWords(
    tested.filter((one) => one.phrases.length === 0 && one.undecided !== null).map(({ name }) => name),
    'or',
  );
  if (tested.length === 0) return '';
  const without = tested.flatMap(({ name, withheld }) =>
    withheld === null ? [] : [`against ${name} ${atDistances(withheld)}`],
  );
  const note =
    without.length === 0
      ? ''
      : ` No verdict ${joinWords(without)}, where one document makes more than a quarter of the variance.`;
  const where = without.length === 0 ? 'at any distance' : 'at any other distance';
  if (decided.length === 0 && undecided === '') return note.trim();
  if (decided.length === 0)
    return `No detectable difference between ${own.name} and ${undecided} ${where}.${note}`;
  const rest = undecided === '' ? '' : `; no detectable difference from ${undecided} ${where}`;
  return `${capitalize(own.name)} does ${joinWords(decided)}${rest}.${note}`;
}
