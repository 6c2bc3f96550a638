import type { Observation } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import type { Control } from '../probes/schema.ts';
import { doublingScale, shareHeld, shareHeldByRange } from '../statistics/buckets.ts';
import { d80Of, HELD_SHARE } from '../statistics/d80.ts';
import type { ControlString, ControlTask } from './control.ts';
import { dyckClosers } from './dyck.ts';

/**
 * What a control needs of the network that learnt it: for each string, read from an empty state, unnormalised logarithms of the
 * probability of the character after each one, [length × characters] row-major.
 */
export type ControlReader = (strings: readonly Uint16Array[]) => Promise<readonly Float32Array[]>;

/** Options of `askControl`. */
export interface AskControlOptions {
  /** At least so many characters of test strings are read. */
  readonly testCharacters: number;
  /** Of the test strings. */
  readonly seed: number;
  /** Told how much of the work is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Options of `measureControl`. */
export interface MeasureControlOptions extends AskControlOptions {
  /** Of the network. */
  readonly model: string;
  /** Characters that the network was trained on; kept with the result. */
  readonly trainingCharacters: number;
}

/** A string and what came of its questions, one by one. */
export interface ControlAnswers {
  readonly string: ControlString;
  readonly observations: readonly Observation[];
}

const STRINGS_AT_ONCE = 64;

/**
 * A network's answers on fresh strings. A closer is held if it has more than 0.8 of the probability of all closers together
 * (Hewitt et al. 2020); any other answer, such as a character of a copy, if it is the most probable of all characters. Before each string
 * another one is read: in training strings follow one another, so that no network has ever met one with an empty state.
 */
export async function askControl(
  task: ControlTask,
  read: ControlReader,
  { testCharacters, seed, onProgress }: AskControlOptions,
): Promise<ControlAnswers[]> {
  const random = new RandomStream(seed);
  const answers: ControlAnswers[] = [];
  for (let characters = 0; characters < testCharacters; ) {
    const strings = Array.from({ length: STRINGS_AT_ONCE }, () => task.draw(random, 'test'));
    const before = strings.map((_, index) => strings.at(index - 1)!.ids);
    const scores = await read(
      strings.map(({ ids }, index) => Uint16Array.of(0, ...before[index]!, 0, ...ids)),
    );
    strings.forEach((string, index) => {
      const first = (1 + before[index]!.length) * task.characters;
      const name = `string ${answers.length + 1}`;
      answers.push({ string, observations: judgeString(task, string, scores[index]!.subarray(first), name) });
      characters += string.ids.length;
    });
    onProgress?.(Math.min(1, characters / testCharacters));
  }
  return answers;
}

/** Metric 17: those answers, by distance. */
export async function measureControl(
  task: ControlTask,
  read: ControlReader,
  { model, trainingCharacters, ...asking }: MeasureControlOptions,
): Promise<Control> {
  const answers = await askControl(task, read, asking);
  const observations = answers.flatMap((one) => one.observations);
  const byDistance = shareHeldByRange(observations, ({ distance }) => distance, doublingScale);
  const { task: kind, label, trainingLength, testLength } = task;
  return {
    task: kind,
    label,
    model,
    trainingCharacters,
    trainingLength,
    testLength,
    accuracy: shareHeld(observations),
    byDistance,
    d80: d80Of(byDistance),
  };
}

/**
 * @param scores [1 + length × characters], the 0 before the string being the first row
 * @param document what the string is called
 */
export function judgeString(
  task: ControlTask,
  { ids, questions }: ControlString,
  scores: Float32Array,
  document: string,
): Observation[] {
  const isHeld = task.task === 'dyck' ? isConfident : isMostProbable;
  return questions.map(({ start, at }) => {
    // Row `at` is what is expected after the 0 and `at` characters.
    const row = scores.subarray(at * task.characters, (at + 1) * task.characters);
    const outcome = isHeld(task, row, ids[at]!) ? 'held' : 'broken';
    return {
      document,
      kind: task.task,
      outcome,
      start,
      end: at,
      distance: at - start,
      depth: 0,
      attractors: 0,
    };
  });
}

function isConfident(task: ControlTask, row: Float32Array, answer: number): boolean {
  const { from, to } = dyckClosers(task);
  const closers = row.subarray(from, to);
  const largest = closers.reduce((a, b) => Math.max(a, b));
  const sum = closers.reduce((total, score) => total + Math.exp(score - largest), 0);
  return Math.exp(row[answer]! - largest) / sum > HELD_SHARE;
}

function isMostProbable(_task: ControlTask, row: Float32Array, answer: number): boolean {
  return row.every((score, id) => id === answer || score < row[answer]!);
}
