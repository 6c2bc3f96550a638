import { drawLogarithmic, shuffle } from '@longrange/code/internal';
import type { ControlTask } from './control.ts';

const VALUES = 8;
const MARK = 1;
const FIRST_VALUE = 2;
const FIRST_KEY = FIRST_VALUE + VALUES;

/**
 * Associative recall: n pairs of a key and a value, a mark, and the pairs once more in another order; each value is asked after its key. Keys
 * differ, values are any of eight. n is drawn evenly on a logarithmic scale, from 1 to `trainingPairs`, in the test to twice as many. A
 * guess is right once in eight. After Graves, Wayne & Danihelka (2014) and Arora et al. (2023, arXiv 2312.04927).
 */
export function associativeRecallTask(trainingPairs: number): ControlTask {
  const testPairs = 2 * trainingPairs;
  const allKeys = Array.from({ length: testPairs }, (_, key) => FIRST_KEY + key);
  return {
    task: 'associative recall',
    label: 'associative recall',
    characters: FIRST_KEY + allKeys.length,
    trainingLength: trainingPairs,
    testLength: testPairs,
    draw(random, split) {
      const n = drawLogarithmic(random, 1, split === 'training' ? trainingPairs : testPairs);
      const chosen = shuffle(random, allKeys).slice(0, n);
      const pairs = chosen.map((key) => [key, FIRST_VALUE + random.nextInteger(VALUES)]);
      const order = shuffle(random, [...pairs.keys()]);
      return {
        ids: [...pairs.flat(), MARK, ...order.flatMap((index) => pairs[index]!)],
        questions: order.map((index, place) => ({ start: 2 * index + 1, at: 2 * (n + place + 1) })),
      };
    },
  };
}
