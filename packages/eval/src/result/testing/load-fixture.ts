import { readFileSync } from 'node:fs';
import { parseResult } from '../result.ts';
import type { Result } from '../schema.ts';

/** A result that make-fixtures.mjs measured, or `edge`, checked against the schema. */
export function loadFixture(name: 'complete' | 'text-only' | 'edge'): Result {
  const file = new URL(`../../../../report/src/__fixtures__/${name}.json`, import.meta.url);
  return parseResult(readFileSync(file, 'utf8'));
}
