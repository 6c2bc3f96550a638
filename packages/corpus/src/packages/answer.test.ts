import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseAnswer } from './answer.ts';

const index = { url: 'https://index.invalid/', authorizationFor: () => undefined };
const context = { url: 'https://index.invalid/a', standard: "npm's registry", index };

it.each([
  ['a licence 50,000 deep', `{"license": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ['objects 50,000 deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('refuses %s in words', (_, text) => {
  expect(() => parseAnswer(z.looseObject({ license: z.unknown() }), text, context)).toThrow(
    "Expected https://index.invalid/a to answer as npm's registry says, got JSON nested more than 100 deep.",
  );
});
