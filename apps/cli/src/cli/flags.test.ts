import { expect, it } from 'vitest';
import { z } from 'zod';
import { flagsOf } from './flags.ts';

const schema = z.strictObject({
  topK: z.int().min(1).max(9).default(3).describe('how many'),
  part: z.number().min(0).lt(1).optional().describe('which part'),
  positive: z.int().positive().optional().describe('how often'),
  share: z.number().gt(0).max(1).optional().describe('how much'),
  kind: z.enum(['a', 'b']).default('a').describe('which'),
  paths: z.array(z.string().min(1)).default([]).describe('where').meta({ value: 'PATH', automatic: 'here' }),
  loud: z.boolean().default(false).describe('whether'),
  result: z.string().min(1).default('latest').describe('what').meta({ value: 'RESULT', positional: true }),
});

it('reads names, types, ranges, defaults and help from a schema', () => {
  const shown = flagsOf(schema).map(({ name, type, value, many, expectation, range, defaultText }) =>
    [name, type, value, many, expectation, range, defaultText].map(String).join(' | '),
  );
  expect(shown).toEqual([
    '--top-k | number | N | false | a whole number from 1 to 9 | from 1 to 9 | 3',
    '--part | number | N | false | a number from 0, below 1 | from 0, below 1 | undefined',
    '--positive | number | N | false | a whole number from 1 | from 1 | undefined',
    '--share | number | N | false | a number above 0, at most 1 | above 0, at most 1 | undefined',
    '--kind | text | NAME | false | one of a, b | a, b | a',
    '--paths | text | PATH | true | text that is not empty |  | here',
    '--loud | switch |  | false | text |  | undefined',
    'result | text | RESULT | false | text that is not empty |  | latest',
  ]);
});
