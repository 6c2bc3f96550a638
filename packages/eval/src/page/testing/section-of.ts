import type { Report, Section } from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import { describeResult } from '../build-report.ts';

/** Returns every section of every part, in the order of the page. */
export function sectionsOf({ parts }: Report): Section[] {
  return parts.flatMap(({ sections }) => sections);
}

/** Returns a section of a result’s description by its id; undefined if it is left out. */
export function sectionOf(result: Result, id: string): Section | undefined {
  return sectionsOf(describeResult(result)).find((section) => section.id === id);
}
