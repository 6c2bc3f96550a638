import type { AnalyzedDocument, Observation } from '@longrange/code';
import type { ZodType, z } from 'zod';
import type { Figure } from './figure.ts';
import type { SubjectContext } from './subject-context.ts';

/**
 * A metric of text, which measures documents one by one and summarizes the measurements. To add one, add a folder and an entry in
 * `metrics.ts`: it is then measured and tested. Its figures say whether they are also compared (`compared`), exported to lm-eval (`lmEval`)
 * or shown in the report's first table (`headline`). ARCHITECTURE.md lists the other files.
 */
export interface TextMetric<
  Key extends string = string,
  Measured = unknown,
  Schema extends ZodType = ZodType,
  Id extends string = string,
> {
  /** Name of the field of a subject in `result.json`. */
  readonly key: Key;
  /** Schema of the field; nullable if the metric does not always apply. */
  readonly schema: Schema;
  /** Returns whether the metric can be measured; if absent, it always can. If it cannot, its field is null and it has no figures. */
  applies?(context: SubjectContext): boolean;
  /** Measures one document. What it returns must not refer to the syntax trees. */
  measure(document: AnalyzedDocument, context: SubjectContext): Measured | Promise<Measured>;
  summarize(documents: readonly Measured[], context: SubjectContext): NonNullable<z.output<Schema>>;
  readonly figures: readonly Figure<Id, Measured, NonNullable<z.output<Schema>>>[];
}

/** Infers the types of a metric. */
export function textMetric<
  const Key extends string,
  Measured,
  Schema extends ZodType,
  const Id extends string,
>(metric: TextMetric<Key, Measured, Schema, Id>): TextMetric<Key, Measured, Schema, Id> {
  return metric;
}

/** Makes an observation from the two ends of a dependency, in either order, without attractors. */
export function observe<Kind extends string>(
  { path: document }: { readonly path: string },
  kind: Kind,
  outcome: Observation['outcome'],
  [one, other]: readonly [number, number],
  depth = 0,
): Observation<Kind> {
  const [start, end] = one < other ? [one, other] : [other, one];
  return { document, kind, outcome, start, end, distance: end - start, depth, attractors: 0 };
}
