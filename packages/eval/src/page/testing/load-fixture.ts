import { readFileSync } from 'node:fs';
import { parseResult } from '../../result/result.ts';
import type { Result } from '../../result/schema.ts';

/** A result that make-fixtures.mjs measured, or `edge`, checked against the schema. */
export function loadFixture(name: 'complete' | 'text-only' | 'edge'): Result {
  return parseResult(
    readFileSync(new URL(`../../../../report/src/__fixtures__/${name}.json`, import.meta.url), 'utf8'),
  );
}
