import type { ControlTask } from './control.ts';

const SYMBOLS = 8;
const MARK = 1;
const FIRST_SYMBOL = 2;

/**
 * Copy: n symbols of eight, a mark, and the same n symbols again. n is uniform from 1 to `trainingLength`, in the test to twice as many;
 * every character of the copy comes n + 1 after the one it repeats. After Graves, Wayne & Danihelka (2014).
 */
export function copyTask(trainingLength: number): ControlTask {
  return {
    task: 'copy',
    label: 'copy',
    characters: FIRST_SYMBOL + SYMBOLS,
    trainingLength,
    testLength: 2 * trainingLength,
    draw(random, split) {
      const n = 1 + random.nextInteger(split === 'training' ? trainingLength : 2 * trainingLength);
      const symbols = Array.from({ length: n }, () => FIRST_SYMBOL + random.nextInteger(SYMBOLS));
      return {
        ids: [...symbols, MARK, ...symbols],
        questions: symbols.map((_, start) => ({ start, at: start + n + 1 })),
      };
    },
  };
}
