import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { parseSampleOptions } from './options.ts';

it('reports every problem at once, with the nearest key', () => {
  const parse = () =>
    parseSampleOptions({ lenght: 5, temperature: -1, topP: 0, topK: 2.5, seed: -3, stop: [''], length: 0 });
  expect(parse).toThrow(LongrangeError);
  expect(parse).toThrow(/Expected a known key, got `lenght`\. Did you mean `length`\?/);
  expect(parse).toThrow(/Expected `temperature` to be at least 0, got -1 \(number\)\./);
  expect(parse).toThrow(/Expected `topP` to be more than 0, got 0 \(number\)\./);
  expect(parse).toThrow(/Expected `topK` to be a whole number, got 2\.5 \(number\)\./);
  expect(parse).toThrow(/Expected `seed` to be at least 0, got -3 \(number\)\./);
  expect(parse).toThrow(/Expected `stop\.0` to be at least 1 character long, got "" \(string\)\./);
  expect(parse).toThrow(/Expected `length` to be more than 0, got 0 \(number\)\./);
});

it('refuses prompts beside a prompt or a count', () => {
  expect(() => parseSampleOptions({ prompts: ['a'], count: 2 })).toThrow(
    /Expected `prompts` to be given without/,
  );
});
