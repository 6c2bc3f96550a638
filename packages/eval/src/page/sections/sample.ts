import type { Section } from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import { namedSubjects } from '../names/subjects.ts';

/** A sample with its broken dependencies marked; the only section without a number. Null where no subject brought one. */
export function sampleSection(result: Result): Section | null {
  const excerpts = namedSubjects(result).flatMap(({ name, subject }) =>
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
