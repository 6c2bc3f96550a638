import type { Language, SyntaxOracle } from '@longrange/code';
import type { TextIndex } from '../models/ngram/text-index.ts';

/** Context for measuring a body of text. */
export interface SubjectContext {
  /** True if the documents were truncated, as samples are, rather than ended by their authors. */
  readonly cut: boolean;
  /** Number of UTF-16 code units in all documents. */
  readonly characters: number;
  readonly language: Language;
  /** Second opinion on what parses, besides tree-sitter. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Text that the documents may have copied from. */
  readonly trainingText?: TextIndex | undefined;
}
