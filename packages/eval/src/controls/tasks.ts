import { RandomStream } from '@longrange/code';
import { drawLogarithmic, shuffle } from '@longrange/code/internal';
import { checkArgument } from '@longrange/errors';
import type { Control } from '../probes/schema.ts';

/** An artificial language with a known rule. Its characters are the numbers 0, 1, …; 0 separates strings. */
export interface ControlTask {
  readonly task: Control['task'];
  /** Label such as `Dyck-(8, 3)`. */
  readonly label: string;
  /** Size of its alphabet, 0 included. */
  readonly characters: number;
  /**
   * Maximum length of a training string: characters (Dyck), characters to copy (copy), the lag (recall), bits (parity) or pairs
   * (associative recall).
   */
  readonly trainingLength: number;
  /** Maximum length of a test string, in the same unit. */
  readonly testLength: number;
  /** Draws a string for a split. */
  draw(random: RandomStream, split: ControlSplit): ControlString;
}

/** Purpose of a string. */
export type ControlSplit = 'training' | 'test';

/** One string of a control, with its questions. */
export interface ControlString {
  /** Characters, without the 0 before and after. */
  readonly ids: readonly number[];
  readonly questions: readonly ControlQuestion[];
}

/** A character that the string before it determines. */
export interface ControlQuestion {
  /** Index of that character. */
  readonly at: number;
  /** Index of the character it depends on. */
  readonly start: number;
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkTask(task: ControlTask): void {
  checkArgument(typeof task?.draw === 'function', 'task', 'a ControlTask', task);
}

/** Maximum number of characters to draw, which are in memory. */
const MOST_CHARACTERS = 2 ** 28;

/** @throws LongrangeError `ARGUMENT_INVALID` for a number of characters that drawing would not reach */
export function checkCharacters(name: string, characters: number): void {
  checkArgument(characters <= MOST_CHARACTERS, name, `a number up to ${MOST_CHARACTERS}`, characters);
}

/** Draws strings in sequence, each with a 0 before it, up to a minimum number of characters: `[≥ characters]` uint16. */
export function controlText(task: ControlTask, characters: number, random: RandomStream): Uint16Array {
  checkTask(task);
  checkCharacters('characters', characters);
  const ids: number[] = [];
  while (ids.length < characters) ids.push(0, ...task.draw(random, 'training').ids);
  return Uint16Array.from(ids);
}

/** Values to recall, and symbols to copy, are numbered from 2; 1 is a mark. */
const MARK = 1;
const FIRST_VALUE = 2;
const VALUES = 8;

/**
 * Copy: n symbols out of eight, a mark, and the same n symbols again. n is uniform from 1 to `trainingLength`, or to twice as many in the
 * test; each character of the copy comes n + 1 characters after the one it repeats. After Graves, Wayne & Danihelka (2014).
 */
export function copyTask(trainingLength: number): ControlTask {
  checkSize('trainingLength', trainingLength);
  return controlTask('copy', FIRST_VALUE + VALUES, trainingLength, 2, (random, longest) => {
    const n = 1 + random.nextInteger(longest);
    const symbols = Array.from({ length: n }, () => FIRST_VALUE + random.nextInteger(VALUES));
    return {
      ids: [...symbols, MARK, ...symbols],
      questions: symbols.map((_, start) => ({ start, at: start + n + 1 })),
    };
  });
}

/** Builds a task whose maximum length in the test is `factor` times that in training. */
function controlTask(
  task: Control['task'],
  characters: number,
  trainingLength: number,
  factor: number,
  draw: (random: RandomStream, longest: number) => ControlString,
): ControlTask {
  const testLength = factor * trainingLength;
  return checkedTask({
    task,
    label: task,
    characters,
    trainingLength,
    testLength,
    draw: (random, split) => draw(random, split === 'training' ? trainingLength : testLength),
  });
}

/** Returns the task, which draws only with a stream and for a split. */
export function checkedTask(task: ControlTask): ControlTask {
  return {
    ...task,
    draw(random, split) {
      checkArgument(random instanceof RandomStream, 'random', 'a RandomStream', random);
      checkArgument(split === 'training' || split === 'test', 'split', "'training' or 'test'", split);
      return task.draw(random, split);
    },
  };
}

/** Greatest length or number of types: character ids are 16-bit numbers. */
const GREATEST = 2 ** 14;

/** @throws LongrangeError `ARGUMENT_INVALID` unless the size is a whole number from `least` on that a task can have */
export function checkSize(name: string, size: number, least = 1): void {
  const holds = Number.isInteger(size) && size >= least && size <= GREATEST;
  checkArgument(holds, name, `a whole number from ${least} to ${GREATEST}`, size);
}

const FILLERS = 8;
const FIRST_FILLER = FIRST_VALUE + VALUES;
const SHORTEST_LAG = 2;

/**
 * Recall: one of eight values, meaningless filler, a question mark, and the value again. The lag, from the value to its answer, is
 * log-uniform from 2 to `trainingLength`, or to twice as many in the test, so that each bucket of distances gets its share. A test of
 * latching as in Hochreiter & Schmidhuber (1997) and Bengio et al. (1994).
 */
export function recallTask(trainingLength: number): ControlTask {
  checkSize('trainingLength', trainingLength, SHORTEST_LAG);
  return controlTask('recall', FIRST_FILLER + FILLERS, trainingLength, 2, (random, longest) => {
    const lag = drawLogarithmic(random, SHORTEST_LAG, longest);
    const value = FIRST_VALUE + random.nextInteger(VALUES);
    const fillers = Array.from({ length: lag - 2 }, () => FIRST_FILLER + random.nextInteger(FILLERS));
    return { ids: [value, ...fillers, MARK, value], questions: [{ start: 0, at: lag }] };
  });
}

const FIRST_KEY = FIRST_VALUE + VALUES;

/**
 * Associative recall: n key–value pairs, a mark, and the same pairs in random order; each value must be recalled after its key. Keys are
 * distinct, values any of eight. n is log-uniform from 1 to `trainingPairs`, or to twice as many in the test. A guess is right one time in
 * eight. After Graves, Wayne & Danihelka (2014) and Arora et al. (2023, arXiv 2312.04927).
 */
export function associativeRecallTask(trainingPairs: number): ControlTask {
  checkSize('trainingPairs', trainingPairs);
  const allKeys = Array.from({ length: 2 * trainingPairs }, (_, key) => FIRST_KEY + key);
  const characters = FIRST_KEY + allKeys.length;
  return controlTask('associative recall', characters, trainingPairs, 2, (random, most) => {
    const n = drawLogarithmic(random, 1, most);
    const chosen = shuffle(random, allKeys).slice(0, n);
    const pairs = chosen.map((key) => [key, FIRST_VALUE + random.nextInteger(VALUES)]);
    const order = shuffle(random, [...pairs.keys()]);
    return {
      ids: [...pairs.flat(), MARK, ...order.flatMap((index) => pairs[index]!)],
      questions: order.map((index, place) => ({ start: 2 * index + 1, at: 2 * (n + place + 1) })),
    };
  });
}

const FIRST_BIT = 2;
const FIRST_ANSWER = 4;

/**
 * Parity: n bits, a question mark, and whether the number of ones is even or odd. n is log-uniform from 1 to `trainingLength`, or to four
 * times as many in the test. A guess is right half of the time, even knowing all bits but one, so the state must track every bit.
 * After Minsky & Papert (1969); for recurrent networks, Sarrof et al. (2024) and Grazzi et al. (2024).
 */
export function parityTask(trainingLength: number): ControlTask {
  checkSize('trainingLength', trainingLength);
  return controlTask('parity', FIRST_ANSWER + 2, trainingLength, 4, (random, longest) => {
    const n = drawLogarithmic(random, 1, longest);
    const bits = Array.from({ length: n }, () => random.nextInteger(2));
    const ones = bits.reduce((sum, bit) => sum + bit, 0);
    return {
      ids: [...bits.map((bit) => FIRST_BIT + bit), MARK, FIRST_ANSWER + (ones % 2)],
      questions: [{ start: 0, at: n + 1 }],
    };
  });
}
