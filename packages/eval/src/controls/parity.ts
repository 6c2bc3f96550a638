import { drawLogarithmic } from '@longrange/code/internal';
import type { ControlTask } from './control.ts';

const QUESTION = 1;
const FIRST_BIT = 2;
const FIRST_ANSWER = 4;

/**
 * Parity: n bits, a question mark, and whether the ones among them are even or odd in number. n is drawn evenly on a logarithmic scale, from 1
 * to `trainingLength`, in the test to four times as many. A guess is right half of the time, however many of the bits but one it knows:
 * the state must follow every one of them. After Minsky & Papert (1969); of recurrent networks Sarrof et al. (2024), Grazzi et al. (2024).
 */
export function parityTask(trainingLength: number): ControlTask {
  const testLength = 4 * trainingLength;
  return {
    task: 'parity',
    label: 'parity',
    characters: FIRST_ANSWER + 2,
    trainingLength,
    testLength,
    draw(random, split) {
      const n = drawLogarithmic(random, 1, split === 'training' ? trainingLength : testLength);
      const bits = Array.from({ length: n }, () => random.nextInteger(2));
      const ones = bits.reduce((sum, bit) => sum + bit, 0);
      return {
        ids: [...bits.map((bit) => FIRST_BIT + bit), QUESTION, FIRST_ANSWER + (ones % 2)],
        questions: [{ start: 0, at: n + 1 }],
      };
    },
  };
}
