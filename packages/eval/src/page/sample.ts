import type { Section } from '@longrange/document/internal';
import type { View } from './view.ts';

/** A sample with its broken dependencies marked; the only section without a number. Null where no subject brought one. */
export function sampleSection({ subjects }: View): Section | null {
  const excerpts = subjects.flatMap(({ name, subject }) =>
    subject.excerpt === null ? [] : [{ name, excerpt: subject.excerpt }],
  );
  if (excerpts.length === 0) return null;
  return {
    id: 'sample',
    title: 'A sample',
    paragraphs: excerpts.some(({ excerpt }) => excerpt.marks.length > 0)
      ? ['Broken dependencies are marked where they begin, and listed below.']
      : [],
    figures: [],
    excerpts,
    definitions: {},
  };
}
