import { readFileSync } from 'node:fs';
import { parseResult, type Result } from '@longrange/eval';

/** A result that make-fixtures.mjs measured, or `edge`, checked against the schema. */
export function loadFixture(name: 'complete' | 'text-only' | 'edge'): Result {
  return parseResult(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
}
