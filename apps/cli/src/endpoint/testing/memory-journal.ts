import type { AnswerJournal } from '@longrange/eval/evaluation';

/** Keeps answers in memory, where a test can look at them. */
export function memoryJournal(): AnswerJournal & { readonly kept: Map<string, Float32Array | string> } {
  const kept = new Map<string, Float32Array | string>();
  return {
    kept,
    get: (question) => kept.get(question),
    add: (question, answer) => void kept.set(question, answer),
  };
}
