import type { AnalyzedDocument } from '@longrange/code';
import type { ZodType, z } from 'zod';
import type { Figure } from './figure.ts';
import type { SubjectContext } from './subject-context.ts';

/**
 * A metric of text: documents are measured one by one, and what was measured is summarized. To add one, add a folder and an entry in
 * `metrics.ts`. It is then measured and tested. Its figures say whether they are also compared (`compared`), exported to lm-eval (`lmEval`)
 * or shown in the report's first table (`headline`). ARCHITECTURE.md lists the other files.
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
  measure(document: AnalyzedDocument, context: SubjectContext): Measured | Promise<Measured>;
  summarize(documents: readonly Measured[], context: SubjectContext): NonNullable<z.output<Schema>>;
  readonly figures: readonly Figure<Id, Measured, NonNullable<z.output<Schema>>>[];
}
