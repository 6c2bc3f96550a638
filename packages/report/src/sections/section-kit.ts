import type { MetricKey, Subject, TextFigureId } from '@longrange/eval/internal';
import { textFigures } from '@longrange/eval/internal';
import type { Bucket, Content, Figure, Proportion, ShareFrame } from '../document/index.ts';
import { format, shareFigure, subjectTable, tableFigure } from '../document/index.ts';
import { shareSentence } from '../words/sentences.ts';
import { inSentence, type Named, type Subjects } from '../words/subjects.ts';
import { orderSentence, type Tests } from '../words/tested.ts';

/** A subject on which a metric was measured. */
export type SubjectWith<K extends MetricKey> = Subject & { [P in K]: NonNullable<Subject[P]> };

/** Builds what most sections have, for the subjects on which a metric was measured. The subject under test comes first. */
export function sectionKit<K extends MetricKey>(subjects: Subjects<SubjectWith<K>>, tests: Tests) {
  type One = Named<SubjectWith<K>>['subject'];
  return {
    subjects,
    tests,
    /** States a tested share of each subject: `this model closes 91.2 % of its brackets, …`. */
    share(measure: TextFigureId, noun: string, say: (name: string, share: string) => string): string {
      const figure = textFigures.find(({ id }) => id === measure)!;
      const pick = (subject: Subject) => figure.pick(subject) as Proportion;
      return shareSentence(subjects, { pick, noun, say, measure }, tests);
    },
    /** States the distances at which the subject under test does better or worse; empty if that was not tested. */
    order(measure: TextFigureId, lead: string): string {
      const sides = subjects.map((named) => ({ id: named.subject.id, name: inSentence(named) }));
      const order = orderSentence(tests, measure, sides[0]!, sides.slice(1));
      return order === '' ? '' : `${lead} ${format.uncapitalize(order)}`;
    },
    /** Shows shares in buckets as a curve and a table column for each subject; null if there is nothing to count. */
    curve(
      pick: (subject: One) => readonly Bucket[],
      figure: Omit<ShareFrame, 'heading'> & { readonly heading?: string },
    ): Figure | null {
      const series = subjects.map(({ name, subject }) => ({
        style: subject.id,
        name,
        buckets: pick(subject),
      }));
      return shareFigure([{ title: '', series }], { heading: 'Distance, characters', ...figure });
    },
    /** Builds a table with a row for each label and a column for each subject. */
    table(
      figure: Pick<Figure, 'id' | 'title' | 'folded'> & { readonly caption?: string },
      rows: readonly (readonly [label: string, pick: (subject: One) => Content])[],
    ): Figure {
      return tableFigure({ ...figure, ...subjectTable(subjects, rows) });
    },
  };
}

export type SectionKit<K extends MetricKey> = ReturnType<typeof sectionKit<K>>;
