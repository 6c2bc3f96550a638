import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { countTrials, trialAt } from '../plan/plan-trials.ts';
import { parseSweep } from './parse-sweep.ts';

function refusal(text: string): string {
  try {
    parseSweep(text, 'a.yaml');
  } catch (error) {
    if (error instanceof LongrangeError && error.code === 'SWEEP_INVALID' && error.exitCode === 2)
      return error.message;
    throw error;
  }
  return 'none';
}

const repeated = (text: string, times: number) =>
  Array.from({ length: times }, (_, i) => text.replaceAll('#', String(i))).join('');
/** A random search over the one parameter `a`. */
const of = (parameter: string) => `method: random\nrun_cap: 9\nparameters:\n  a: ${parameter}\n`;
const parameters = (given: string) => `method: grid\nparameters: ${given}\n`;

const NAME = '2: Expected the name of a setting, got ';
const SEEDS = '1: Expected `seeds` to be a count from 1 to 1000000, or a list of so many whole numbers';
const VALUE = '2: Expected `parameters.a.value` to be text, a finite number, ';
const VALUES = '2: Expected `parameters.a.values` to be values that are each text, a finite number, ';
const DISTRIBUTION = '4: Expected `parameters.a.distribution` to be one of constant, ';
const POSITIVE = '` to draw numbers above 0 that are finite, got ';
const QUANTIZED = '` to draw finite numbers, less than 2^53 times `q`, got ';
const known = '{a: {value: 1}}';

it.each<[message: string, text: string]>([
  // Not a sweep.
  ['1: Expected `method` and `parameters`, got [1] (array).', '- 1\n'],
  ['1: Expected `parameters` to be a mapping of settings, got nothing.', 'method: grid\n'],
  ['1: Expected `run_cap`', `method: random\nparameters: ${known}\n`],
  ['1: Expected `method` to be grid or random, got "bayes"', `method: bayes\nparameters: ${known}\n`],
  ['2: Expected `parameters.a` to be a mapping such as {value: 8} or', parameters('{a: [8]}')],
  ['2: Expected `parameters.a.values` to be at least 1 item long', parameters('{a: {values: []}}')],
  ['2: Expected `a` to have `value`, `values`, or', parameters('{a: {min: 0.5, max: 1}}')],
  ['3: Expected either `seeds` or the', 'method: grid\nseeds: 2\nparameters: {training.seed: {value: 1}}\n'],
  ['2: Expected `name` to be the name of a folder', `method: grid\nname: ../a\nparameters: ${known}\n`],
  // Names and keys.
  [`${NAME}"__proto__" (string).`, parameters('{__proto__: {value: 1}}')],
  [`${NAME}"a\\nb" (string).`, parameters('{"a\\nb": {value: 1}}')],
  [`${NAME}"xxx`, parameters(`{${'x'.repeat(200)}: {value: 1}}`)],
  ['2: Expected `a.b` once', parameters('{a.b: {value: 1}, a: {parameters: {b: {value: 2}}}}')],
  ['2: Expected a known key, got `__proto__`.', `method: grid\n__proto__: {}\nparameters: ${known}\n`],
  // YAML.
  ['3:1: Expected YAML, got: ', parameters('{a: [1')],
  ['2:1: Expected YAML, got: Map keys must be unique.', 'method: grid\nmethod: random\n'],
  ['1: Expected YAML that can be unfolded, got: Unresolved alias', parameters('{a: {value: *none}}')],
  // Values.
  [DISTRIBUTION, of('{distribution: toString}')],
  [VALUES, parameters('{a: {values: [1, .nan]}}')],
  [VALUE, parameters('{a: {value: [1, [1e999]]}}')],
  ...['1000001', '[]', '[1,4294967296]'].map((seeds): [string, string] => [
    SEEDS,
    `seeds: ${seeds}\n${of('{value: 1}')}`,
  ]),
])('refuses, a.yaml:%s', (message, text) => {
  const got = refusal(text);
  expect(got.slice(0, message.length + 7)).toBe(`a.yaml:${message}`);
  // However long the wrong part is, the message is short.
  expect(got.length).toBeLessThan(500);
});

// reliability: sweep-file-writer
it('tells each problem with its line and a remedy, and no more than twenty', () => {
  const lines = refusal(repeated('a#: 1\n', 5000)).split('\n');
  expect([lines[0], lines.length, lines.at(-1)]).toEqual([
    'Expected a sweep, got 23 problems:',
    22,
    '- 3 more.',
  ]);
  const many = refusal(`method: grid
metric: {name: val_loss}
early_terminate: {type: hyperband}
paramters: {}
parameters:
  units: {valeus: [1]}
  layers: {distribution: beta, values: [1]}
  dropout: {min: 2, max: 1}
  embeddingSize: {values: [1, 2], probabilities: [0.5]}
`);
  expect(many.split('\n').slice(1)).toEqual([
    '- a.yaml:2: Expected `metric.name` to be "validation_bits", got "val_loss" (string).',
    '- a.yaml:3: Expected `early_terminate.type` to be asha, got "hyperband"; asha takes the same `min_iter` and `eta`.',
    '- a.yaml:4: Expected a known key, got `paramters`. Did you mean `parameters`?',
    '- a.yaml:6: Expected a known key, got `parameters.units.valeus`. Did you mean `value`?',
    expect.stringMatching(/^- a\.yaml:7: .*, got "beta", which is not supported; use uniform or normal\.$/),
    '- a.yaml:8: Expected `parameters.dropout.max` to be at least `min`, 2, got 1 (number).',
    '- a.yaml:9: Expected `parameters.embeddingSize.probabilities` to be 2 numbers, one for each of `values`, with the sum 1, got 1 with the sum 0.5.',
  ]);
});

it('takes the most that it says', () => {
  const sweep = parseSweep(
    `seeds: 100\n${parameters(`{a: {values: [${repeated('#,', 10_000)}]}}`)}`,
    'a.yaml',
  );
  expect(countTrials(sweep)).toBe(1_000_000);
  expect(trialAt(sweep, 999_999)).toMatchObject({ seed: 100, parameters: { a: 9999 } });
});

it.each<[message: string, draw: string]>([
  ['.probabilities` to be finite numbers of at least 0', 'values: [1, 2], probabilities: [2, -1]'],
  ['.min` to be a finite number, got -Infinity', 'min: -.inf, max: 1'],
  ['.min` to be more than 0', 'distribution: log_uniform_values, min: 0, max: 1'],
  ['` to have a multiple of `q`', 'distribution: q_uniform, min: 1, max: 2, q: 5'],
  ['` to have whole numbers', 'distribution: int_uniform, min: -9007199254740991, max: 9007199254740991'],
  ['` to draw finite numbers, got NaN', 'min: -1.7e308, max: 1.7e308, distribution: uniform'],
  ['` to draw finite numbers, got Infinity', 'distribution: normal, mu: 1e308, sigma: 1e308'],
  [POSITIVE, 'distribution: log_normal, mu: 800'],
  [POSITIVE, 'distribution: log_normal, mu: -800'],
  [QUANTIZED, 'distribution: q_normal, mu: 1e308, sigma: 1e308'],
  [QUANTIZED, 'distribution: q_log_uniform_values, min: 1, max: 10, q: 1e-17'],
])('refuses, a.yaml:4: Expected `parameters.a%s: %s', (message, draw) => {
  expect(refusal(of(`{${draw}}`))).toContain(`a.yaml:4: Expected \`parameters.a${message}`);
});

// reliability: sweep-file-writer
it.each([
  'log_normal, mu: 0, sigma: 86',
  'log_uniform, min: -740, max: 709',
  `log_uniform_values, min: ${2 ** -1022}, max: 1e308`,
  'normal, mu: 0, sigma: 1e307',
  'int_uniform, min: -4503599627370496, max: 4503599627370494',
  'q_uniform, min: 0, max: 9007199254740991',
])('draws finite numbers only, as JSON keeps them, at the limit: %s', (distribution) => {
  const sweep = parseSweep(of(`{distribution: ${distribution}}`).replace('cap: 9', 'cap: 2000'), 'a.yaml');
  for (let number = 0; number < countTrials(sweep); number++) {
    const { a } = trialAt(sweep, number).parameters;
    expect(a).toSatisfy(Number.isFinite);
    if (distribution.startsWith('log')) expect(a).toBeGreaterThan(0);
  }
});
