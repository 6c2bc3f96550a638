import type { TextDocument } from '@longrange/code';

/** Leaves out documents with surrogate pairs: states are indexed by character, offsets by UTF-16 code unit; else the two coincide. */
export function withoutSurrogates(documents: readonly TextDocument[]): TextDocument[] {
  return documents.filter(({ text }) => !/[\ud800-\udfff]/.test(text));
}
