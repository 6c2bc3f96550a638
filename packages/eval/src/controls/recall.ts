import { drawLogarithmic } from '@longrange/code/internal';
import type { ControlTask } from './control.ts';

const VALUES = 8;
const FILLERS = 8;
const QUESTION = 1;
const FIRST_VALUE = 2;
const FIRST_FILLER = FIRST_VALUE + VALUES;
const SHORTEST_LAG = 2;

/**
 * Recall: one value of eight, then filler that means nothing, a question mark, and the value again. The lag, from the value to its
 * answer, is drawn evenly on a logarithmic scale, from 2 to `trainingLength`, in the test to twice as many: each bucket
 * of distances gets its share. A test of latching as in Hochreiter & Schmidhuber (1997) and Bengio et al. (1994).
 */
export function recallTask(trainingLength: number): ControlTask {
  return {
    task: 'recall',
    label: 'recall',
    characters: FIRST_FILLER + FILLERS,
    trainingLength,
    testLength: 2 * trainingLength,
    draw(random, split) {
      const longest = split === 'training' ? trainingLength : 2 * trainingLength;
      const lag = drawLogarithmic(random, SHORTEST_LAG, longest);
      const value = FIRST_VALUE + random.nextInteger(VALUES);
      const fillers = Array.from({ length: lag - 2 }, () => FIRST_FILLER + random.nextInteger(FILLERS));
      return { ids: [value, ...fillers, QUESTION, value], questions: [{ start: 0, at: lag }] };
    },
  };
}
