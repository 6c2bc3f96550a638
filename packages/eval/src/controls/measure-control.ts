import { type Observation, RandomStream } from '@longrange/code';
import { checkArgument, isRecord } from '@longrange/errors';
import type { Control } from '../probes/schema.ts';
import { d80Of, doublingScale, HELD_SHARE, shareHeld, shareHeldByRange } from '../statistics/buckets.ts';
import {
  type ControlQuestion,
  type ControlString,
  type ControlTask,
  checkCharacters,
  checkedTask,
  checkSize,
  checkTask,
} from './tasks.ts';

/**
 * Reads strings with the network that learned a control. Returns for each string, read from an empty state, the logits of the character
 * after each one: [length × characters], row-major.
 */
export type ControlReader = (strings: readonly Uint16Array[]) => Promise<readonly Float32Array[]>;

/** Options of `measureControl`. */
export interface MeasureControlOptions {
  /** Name of the network. */
  readonly model: string;
  /** Number of characters that the network was trained on, for the result. */
  readonly trainingCharacters: number;
  /** Minimum number of characters of test strings to read. */
  readonly testCharacters: number;
  /** Seed of the test strings. */
  readonly seed: number;
  /** Progress report, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

const STRINGS_AT_ONCE = 64;

/**
 * Metric 17: tests a network on new strings. A closer is held if it gets more than 0.8 of the probability of all closers together (Hewitt
 * et al. 2020); any other answer, such as a character of a copy, if it is the most probable of all characters. Another string is read
 * before each one: in training, strings follow one another, so no network has ever met one with an empty state.
 */
export async function measureControl(
  task: ControlTask,
  read: ControlReader,
  options: MeasureControlOptions,
): Promise<Control> {
  checkTask(task);
  checkArgument(typeof read === 'function', 'read', 'a function that reads strings', read);
  checkArgument(isRecord(options), 'options', 'an object', options);
  const { model, trainingCharacters, testCharacters, seed, onProgress } = options;
  checkCharacters('testCharacters', testCharacters);
  const random = new RandomStream(seed);
  const observations: Observation[] = [];
  for (let characters = 0, count = 0; characters < testCharacters; ) {
    const strings = Array.from({ length: STRINGS_AT_ONCE }, () => task.draw(random, 'test'));
    const before = strings.map((_, index) => strings.at(index - 1)!.ids);
    const scores = await read(
      strings.map(({ ids }, index) => Uint16Array.of(0, ...before[index]!, 0, ...ids)),
    );
    strings.forEach((string, index) => {
      const own = scores[index]!.subarray((1 + before[index]!.length) * task.characters);
      for (const one of judgeString(task, string, own, `string ${++count}`)) observations.push(one);
      characters += string.ids.length;
    });
    onProgress?.(Math.min(1, characters / testCharacters));
  }
  const byDistance = shareHeldByRange(observations, ({ distance }) => distance, doublingScale);
  return {
    task: task.task,
    label: task.label,
    model,
    trainingCharacters,
    trainingLength: task.trainingLength,
    testLength: task.testLength,
    accuracy: shareHeld(observations),
    byDistance,
    d80: d80Of(byDistance),
  };
}

/**
 * @param scores [(1 + length) × characters]; the first row is the prediction after the 0 before the string
 * @param document name of the string
 */
export function judgeString(
  task: ControlTask,
  { ids, questions }: ControlString,
  scores: Float32Array,
  document: string,
): Observation[] {
  const isHeld = task.task === 'dyck' ? isConfident : isMostProbable;
  return questions.map(({ start, at }) => {
    // Row `at` is the prediction after the 0 and `at` characters.
    const row = scores.subarray(at * task.characters, (at + 1) * task.characters);
    const outcome = isHeld(task, row, ids[at]!) ? 'held' : 'broken';
    const places = { start, end: at, distance: at - start, depth: 0, attractors: 0 };
    return { document, kind: task.task, outcome, ...places };
  });
}

function isConfident({ characters }: ControlTask, row: Float32Array, answer: number): boolean {
  const closers = row.subarray((characters + 1) / 2);
  const largest = closers.reduce((a, b) => Math.max(a, b));
  const sum = closers.reduce((total, score) => total + Math.exp(score - largest), 0);
  return Math.exp(row[answer]! - largest) / sum > HELD_SHARE;
}

function isMostProbable(_task: ControlTask, row: Float32Array, answer: number): boolean {
  return row.every((score, id) => id === answer || score < row[answer]!);
}

/** Maximum length of training strings in Hewitt et al. (2020), for the two depths of their experiments. */
const TRAINING_LENGTHS: Readonly<Record<number, number>> = { 3: 84, 5: 180 };

/**
 * Dyck-(k, m): well-nested strings of k types of brackets, at most m deep. Openers are 1 … k, closers k + 1 … 2k.
 *
 * The distribution is that of Hewitt et al. (2020): with nothing open, an opener or the end, each with probability 1/2; m deep, the closer;
 * in between, an opener or the closer, each with probability 1/2; an opener's type is uniform. Training strings have at most 84 (m = 3)
 * or 180 (m = 5) characters, test strings more than that and at most twice as many.
 */
export function dyckTask(k: number, m: 3 | 5): ControlTask {
  checkSize('k', k);
  const trainingLength = TRAINING_LENGTHS[m] ?? 0;
  checkArgument(trainingLength > 0, 'm', '3 or 5', m);
  return checkedTask({
    task: 'dyck',
    label: `Dyck-(${k}, ${m})`,
    characters: 2 * k + 1,
    trainingLength,
    testLength: 2 * trainingLength,
    draw: (random, split) =>
      split === 'training'
        ? drawDyck(random, k, m, { from: 2, to: trainingLength })
        : drawDyck(random, k, m, { from: trainingLength + 1, to: 2 * trainingLength }),
  });
}

/** Draws until the length of a string is within the bounds; one that is too short is continued, as in the authors' program. */
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
