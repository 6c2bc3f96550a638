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
    paragraphs: [
      'One excerpt, not chosen for its looks, with every broken dependency marked where it begins. Point at a bracket, or move to a marked one with the Tab key, to see its other end.',
    ],
    figures: [],
    excerpts,
    definitions: [],
  };
}
