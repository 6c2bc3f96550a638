import type { ZodType, z } from 'zod';
import type { AnalysedDocument } from '../code/document.ts';
import type { Language } from '../code/language.ts';
import type { SyntaxOracle } from '../code/syntax-oracle.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';
import type { Figure } from './figure.ts';

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

/**
 * A metric of text: documents are measured one by one, and what was measured is summarized. To add one, add a folder with its schema, and a
 * line in `metrics.ts`: `measureSubject`, tests of significance, `compare`, lm-eval and the report's headline go over that list.
 */
export interface TextMetric<
  Key extends string = string,
  Measured = unknown,
  Schema extends ZodType = ZodType,
  Id extends string = string,
> {
  /** The field of a subject in `result.json`. */
  readonly key: Key;
  /** In docs/metrics.md. */
  readonly number: number;
  readonly title: string;
  /** Of the field; `null` is allowed where the metric does not always apply. */
  readonly schema: Schema;
  /** Whether it can be measured; always, if not given. Otherwise its field is null, and it has no figures. */
  applies?(context: SubjectContext): boolean;
  /** What one document adds; what it keeps of the document must not need the trees. */
  measure(document: AnalysedDocument, context: SubjectContext): Measured | Promise<Measured>;
  summarize(documents: readonly Measured[], context: SubjectContext): NonNullable<z.output<Schema>>;
  readonly figures: readonly Figure<Id, Measured, NonNullable<z.output<Schema>>>[];
}
