import type { Language, SyntaxOracle } from '@longrange/code';
import type { TextIndex } from '../models/ngram/text-index.ts';

/** What a body of text is measured with, and what is known of all of it. */
export interface SubjectContext {
  /** Whether the documents end where they were cut, as samples do, rather than where their author ended them. */
  readonly cut: boolean;
  /** Of all documents, in UTF-16 code units. */
  readonly characters: number;
  readonly language: Language;
  /** Asked beside tree-sitter what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** What the text may have been copied from. */
  readonly trainingText?: TextIndex | undefined;
}
