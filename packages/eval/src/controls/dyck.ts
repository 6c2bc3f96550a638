import type { RandomStream } from '@longrange/code';
import type { ControlQuestion, ControlString, ControlTask } from './control.ts';

/** Longest training strings of Hewitt et al. (2020) for the two depths of their experiments. */
const TRAINING_LENGTHS: Readonly<Record<number, number>> = { 3: 84, 5: 180 };

/**
 * Dyck-(k, m): well-nested strings of k types of brackets, at most m deep. Openers are 1 … k, closers k + 1 … 2k.
 *
 * The distribution is that of Hewitt et al. (2020): with nothing open, an opener or the end, half and half; m deep, the closer; between,
 * an opener or the closer, half and half; an opener's type is uniform. Of these strings training takes those of at most
 * 84 (m = 3) or 180 (m = 5) characters, the test those of more than that and at most twice as many.
 */
export function dyckTask(k: number, m: 3 | 5): ControlTask {
  const trainingLength = TRAINING_LENGTHS[m]!;
  return {
    task: 'dyck',
    label: `Dyck-(${k}, ${m})`,
    characters: 2 * k + 1,
    trainingLength,
    testLength: 2 * trainingLength,
    draw: (random, split) =>
      split === 'training'
        ? drawDyck(random, k, m, { from: 2, to: trainingLength })
        : drawDyck(random, k, m, { from: trainingLength + 1, to: 2 * trainingLength }),
  };
}

/** Whether a character of a Dyck task closes a bracket: the range of all closers. */
export function dyckClosers({ characters }: ControlTask): { readonly from: number; readonly to: number } {
  return { from: (characters + 1) / 2, to: characters };
}

/** Draws until the string has a length within the bounds; too short a one is not ended, as in the authors' program. */
function drawDyck(
  random: RandomStream,
  k: number,
  m: number,
  length: { readonly from: number; readonly to: number },
): ControlString {
  for (;;) {
    const ids: number[] = [];
    const questions: ControlQuestion[] = [];
    const open: number[] = [];
    while (ids.length <= length.to) {
      const goesUp = open.length < m && random.nextUint32() >= 2 ** 31;
      if (open.length === 0 && !goesUp) {
        if (ids.length >= length.from) return { ids, questions };
      } else if (goesUp) {
        open.push(ids.length);
        ids.push(1 + random.nextInteger(k));
      } else {
        const start = open.pop()!;
        questions.push({ at: ids.length, start });
        ids.push(ids[start]! + k);
      }
    }
  }
}
