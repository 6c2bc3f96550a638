import { readFileSync } from 'node:fs';
import { parseResult, type Result } from '@longrange/eval';
import type { Report, Section } from '../../document/internal.ts';
import { describeResult } from '../build-report.ts';

/** A result that make-fixtures.mjs measured, or `edge`, checked against the schema. */
export function loadFixture(name: 'complete' | 'text-only' | 'edge'): Result {
  return parseResult(readFileSync(new URL(`../../__fixtures__/${name}.json`, import.meta.url), 'utf8'));
}

/** Returns every section of every part, in the order of the page. */
export function sectionsOf({ parts }: Report): Section[] {
  return parts.flatMap(({ sections }) => sections);
}

/** Returns a section of a result’s description by its id; undefined if it is left out. */
export function sectionOf(result: Result, id: string): Section | undefined {
  return sectionsOf(describeResult(result)).find((section) => section.id === id);
}
