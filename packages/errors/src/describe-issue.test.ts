import { describe, expect, it } from 'vitest';
import { describeIssue, type SchemaIssue } from './describe-issue.ts';

const input = { training: { seed: 1.5, sizes: [1, 2], name: '', limit: Number.POSITIVE_INFINITY } };

const path = ['training', 'seed'];

describe('describeIssue', () => {
  it.each<[Omit<SchemaIssue, 'message'> & { message?: string }, string]>([
    [
      { code: 'invalid_type', expected: 'int', path },
      'Expected `training.seed` to be a whole number, got 1.5 (number).',
    ],
    [
      { code: 'invalid_type', expected: 'number', path: ['training', 'limit'] },
      'Expected `training.limit` to be a finite number, got Infinity (number).',
    ],
    [
      { code: 'invalid_type', expected: 'number', path: ['rate'] },
      'Expected `rate` to be of type number, got nothing.',
    ],
    [
      { code: 'too_small', origin: 'string', minimum: 1, path: ['training', 'name'] },
      'Expected `training.name` to be at least 1 character long, got "" (string).',
    ],
    [
      { code: 'too_big', maximum: 1, inclusive: false, path },
      'Expected `training.seed` to be less than 1, got 1.5 (number).',
    ],
    [
      { code: 'invalid_value', values: ['a', 2], path: ['training', 'sizes'] },
      'Expected `training.sizes` to be "a" or 2, got [1,2] (array).',
    ],
    [{ code: 'custom', path: [], message: 'Expected one of both.' }, 'Expected one of both.'],
    [
      { code: 'custom', path, message: 'to be even' },
      'Expected `training.seed` to be even, got 1.5 (number).',
    ],
    [
      { code: 'custom', path, message: 'to be even, got odd' },
      'Expected `training.seed` to be even, got odd.',
    ],
    [
      { code: 'invalid_type', expected: 'array', path: [] },
      `Expected an array, got ${JSON.stringify(input)} (object).`,
    ],
    [
      { code: 'invalid_union', path: [], message: 'Invalid input' },
      `Expected the whole to be valid (Invalid input), got ${JSON.stringify(input)} (object).`,
    ],
  ])('says %o in a sentence', (issue, sentence) => {
    expect(describeIssue({ message: '', ...issue }, { input })).toEqual([sentence]);
  });

  it('says one sentence for each unknown key, with what was meant', () => {
    const issue = { code: 'unrecognized_keys', keys: ['sed', 'banana'], path: ['training'], message: '' };
    expect(describeIssue(issue, { input, noun: 'setting', known: ['training.seed'] })).toEqual([
      'Expected a known setting, got `training.sed`. Did you mean `training.seed`?',
      'Expected a known setting, got `training.banana`.',
    ]);
  });

  it('takes the name and the words of who knows the place better', () => {
    const issue = { code: 'too_small', minimum: 1, path: ['top'], message: '' };
    const place = { name: '--top', expectation: 'a whole number from 1' };
    expect(describeIssue(issue, { input: { top: 0 }, place })).toEqual([
      'Expected `--top` to be a whole number from 1, got 0 (number).',
    ]);
  });
});
