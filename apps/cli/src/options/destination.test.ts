import { expect, it } from 'vitest';
import { parseDestinations } from './destination.ts';

it('reads several destinations, apart or after commas', () => {
  expect(parseDestinations(['tensorboard,mlflow=http://127.0.0.1:5000/', 'mlflow=https://host/a/b'])).toEqual(
    [
      { kind: 'tensorboard' },
      { kind: 'mlflow', url: 'http://127.0.0.1:5000' },
      { kind: 'mlflow', url: 'https://host/a/b' },
    ],
  );
});

it.each([
  ['wandb', 'Expected `tensorboard` or `mlflow=URL`, got "wandb" (string).'],
  ['mlflow=here', 'Expected an http:// or https:// address after `mlflow=`, got "here" (string).'],
  [
    'mlflow=http://host/?a=1',
    'Expected an address without ? or # after `mlflow=`, got "http://host/?a=1" (string).',
  ],
])('refuses %s', (word, message) => {
  expect(() => parseDestinations([word])).toThrow(message);
});

it('refuses a password in an address, which would be written into the run, and does not repeat it', () => {
  expect(() => parseDestinations(['mlflow=https://me:secret@host'])).toThrow(
    /^Expected an address without a user name or password after `mlflow=`: (?!.*secret)/,
  );
});
