import type { RandomStream } from '@longrange/code';
import type { Control } from '../probes/schema.ts';

/** A language with a known rule, made rather than found. Its characters are the numbers 0, 1, …; 0 separates strings. */
export interface ControlTask {
  readonly task: Control['task'];
  /** Such as `Dyck-(8, 3)`. */
  readonly label: string;
  /** Size of its alphabet, 0 included. */
  readonly characters: number;
  /**
   * What a string's length is at most in training. Dyck: characters; copy: characters to be copied; recall: the lag; parity: bits; associative
   * recall: pairs.
   */
  readonly trainingLength: number;
  /** The same in the test. */
  readonly testLength: number;
  /** A new string for this split. */
  draw(random: RandomStream, split: ControlSplit): ControlString;
}

/** What a control's string is drawn for. */
export type ControlSplit = 'training' | 'test';

/** One string of a control, and what is asked about it. */
export interface ControlString {
  /** Without the 0 before and after. */
  readonly ids: readonly number[];
  readonly questions: readonly ControlQuestion[];
}

/** A character that the string before it determines. */
export interface ControlQuestion {
  /** Index of that character. */
  readonly at: number;
  /** Index of the one it depends on. */
  readonly start: number;
}

/** Strings with a 0 before each, one after the other, until there are at least so many characters: `[≥ characters]` uint16. */
export function controlText(task: ControlTask, characters: number, random: RandomStream): Uint16Array {
  const ids: number[] = [];
  while (ids.length < characters) ids.push(0, ...task.draw(random, 'training').ids);
  return Uint16Array.from(ids);
}
