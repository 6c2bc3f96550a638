import { namedSubjects } from '../document/subjects.ts';
import type { Result, Section } from '../document/types.ts';

/** A sample with what is broken in it marked; the only section without a number. Null where no subject brought one. */
export function sampleSection(result: Result): Section | null {
  const excerpts = namedSubjects(result).flatMap(({ name, subject }) =>
    subject.excerpt === null ? [] : [{ name, excerpt: subject.excerpt }],
  );
  if (excerpts.length === 0) return null;
  return {
    id: 'sample',
    title: 'What it looks like',
    paragraphs: ['An excerpt. What is broken in it is marked where it begins, and listed below it.'],
    figures: [],
    excerpts,
    definitions: [],
  };
}
