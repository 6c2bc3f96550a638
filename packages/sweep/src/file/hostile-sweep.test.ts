import { expect, it } from 'vitest';
import { countTrials, trialAt } from '../plan/plan-trials.ts';
import { parseSweep } from './parse-sweep.ts';
import { of, parameters, refusal, repeated } from './testing/refusal.ts';

const DISTRIBUTION =
  'Expected `parameters.a.distribution` to be one of constant, categorical, categorical_w_probabilities, int_uniform, uniform, q_uniform, log_uniform, q_log_uniform, log_uniform_values, q_log_uniform_values, normal, q_normal, log_normal, q_log_normal, got ';
const NAME = 'Expected the name of a setting, got ';
const SEEDS =
  'Expected `seeds` to be a count from 1 to 1000000, or a list of so many whole numbers from 0 to 4294967295, got ';
const UNFOLDED = 'Expected YAML that can be unfolded, got: ';
const TOO_MUCH = 'aliases that unfold into too much.';
const TOO_DEEP = 'values more than 32 levels deep, or an alias inside of what it stands for.';
const KINDS = 'text, a finite number, true, false, null, or a list of these (at most 10000 long and 4 deep)';
const VALUE = `Expected \`parameters.a.value\` to be ${KINDS}, got `;
const VALUES = `Expected \`parameters.a.values\` to be values that are each ${KINDS}, got others.`;
it.each<[message: string, text: string]>([
  [`4: ${DISTRIBUTION}"toString".`, of('{distribution: toString}')],
  [`4: ${DISTRIBUTION}"__proto__".`, of('{distribution: __proto__}')],
  [`4: ${DISTRIBUTION}["uniform"] (array).`, of('{distribution: [uniform], min: 1, max: 2}')],
  [`4: ${DISTRIBUTION}"${'x'.repeat(76)}….`, of(`{distribution: ${'x'.repeat(300_000)}}`)],
  [`2: ${NAME}"__proto__" (string).`, parameters('{__proto__: {value: 1}}')],
  [`2: ${NAME}"a\\nb" (string).`, parameters('{"a\\nb": {value: 1}}')],
  [`2: ${NAME}"--runs" (string).`, parameters('{--runs: {value: /elsewhere}}')],
  [`2: ${NAME}"a\\u0000" (string).`, parameters('{"a\\0": {value: 1}}')],
  [`2: ${NAME}"${'x'.repeat(76)}… (string).`, parameters(`{${'x'.repeat(200)}: {value: 1}}`)],
  [
    `2: Expected \`a.b\` once, got it twice: nested and with a dot.`,
    parameters('{a.b: {value: 1}, a: {parameters: {b: {value: 2}}}}'),
  ],
  [`2: Expected a known key, got \`parameters.a.__proto__\`.`, parameters('{a: {__proto__: 1, value: 1}}')],
  [
    `2: Expected a known key, got \`__proto__\`.`,
    'method: grid\n__proto__: {seeds: 1}\nparameters: {a: {value: 1}}\n',
  ],
  [`2:16: Expected YAML, got: a key that is no text.`, parameters('{? {a: 1} : {value: 1}}')],
  [`1: ${SEEDS}4294967296 (number).`, `seeds: 4294967296\n${of('{value: 1}')}`],
  [`1: ${SEEDS}1000001 (number).`, `seeds: 1000001\n${of('{value: 1}')}`],
  [`1: ${SEEDS}0 (number).`, `seeds: 0\n${of('{value: 1}')}`],
  [`1: ${SEEDS}-1 (number).`, `seeds: -1\n${of('{value: 1}')}`],
  [`1: ${SEEDS}1.5 (number).`, `seeds: 1.5\n${of('{value: 1}')}`],
  [`1: ${SEEDS}NaN (number).`, `seeds: .nan\n${of('{value: 1}')}`],
  [`1: ${SEEDS}[] (array).`, `seeds: []\n${of('{value: 1}')}`],
  [`1: ${SEEDS}[1,4294967296] (array).`, `seeds: [1, 4294967296]\n${of('{value: 1}')}`],
  [`1: ${SEEDS}["1"] (array).`, `seeds: ["1"]\n${of('{value: 1}')}`],
  [`1: ${UNFOLDED}${TOO_DEEP}`, parameters('{a: {values: &a [1, *a]}}')],
  [`1: ${UNFOLDED}${TOO_DEEP}`, '&a {method: grid, parameters: *a}'],
  [`1: ${UNFOLDED}${TOO_MUCH}`, parameters('{a: &a {<<: *a, value: 1}}')],
  [`1: ${UNFOLDED}Merge sources must be maps or map aliases.`, parameters('{a: {<<: [1], value: 1}}')],
  [
    `1: ${UNFOLDED}Unresolved alias (the anchor must be set before the alias): none.`,
    parameters('{a: {value: *none}}'),
  ],
  [
    `1: ${UNFOLDED}${TOO_MUCH}`,
    `x0: &x0 [1, 1]\n${repeated('', 0)}${Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(9)}]`).join('\n')}`,
  ],
  [
    `2: Expected \`parameters.a.values\` to be at most 10000 items long, got [${'1,'.repeat(38)}… (array).`,
    parameters(`{a: {values: [${'1,'.repeat(300_000)}]}}`),
  ],
  [
    `4: Expected \`parameters.a.probabilities\` to be at most 10000 items long, got [${'0,'.repeat(38)}… (array).`,
    of(`{values: [1], probabilities: [${'0,'.repeat(10_001)}]}`),
  ],
  [`2: ${VALUE}[${'1,'.repeat(38)}… (array).`, parameters(`{a: {value: [${'1,'.repeat(10_001)}]}}`)],
  [`2: ${VALUE}[[[[[1]]]]] (array).`, parameters('{a: {value: [[[[[1]]]]]}}')],
  [`1: ${UNFOLDED}${TOO_DEEP}`, parameters(`${'{a: {parameters: '.repeat(20)}1${'}}'.repeat(20)}`)],
  [
    `2: Expected at most 1000 settings in \`parameters\`, got 1001.`,
    parameters(`{${repeated('a#: {value: 1},', 1001)}}`),
  ],
  [`1: Expected at most 1048576 characters, got 1048577.`, `#${'x'.repeat(2 ** 20)}`],
  [`2: ${VALUES}`, parameters('{a: {values: [1, {b: 1}]}}')],
  [`2: ${VALUE}{} (object).`, parameters('{a: {value: !!set {b, c}}}')],
  [`2: ${VALUE}Infinity (number).`, parameters('{a: {value: .inf}}')],
  [`2: ${VALUES}`, parameters('{a: {values: [1, .nan]}}')],
  [`2: ${VALUE}[1,[null]] (array).`, parameters('{a: {value: [1, [1e999]]}}')],
  [
    `1: Expected \`name\` to be at most 100 characters long, got "${'x'.repeat(76)}… (string).`,
    `name: ${'x'.repeat(200)}\n${of('{value: 1}')}`,
  ],
  [
    `2: Expected \`run_cap\` to be a finite number, got Infinity (number).`,
    'method: random\nrun_cap: .inf\nparameters: {a: {value: 1}}\n',
  ],
  [
    `1: Expected \`method\` to be grid or random, got "toString".`,
    'method: toString\nparameters: {a: {value: 1}}\n',
  ],
])('refuses, a.yaml:%s', (message, text) => {
  expect(refusal(text)).toBe(`a.yaml:${message}`);
});

// At which character depends on the stack of the machine.
it.each([
  ['a value 50,000 lists deep', parameters(`{a: {value: ${'['.repeat(50_000)}${']'.repeat(50_000)}}}`)],
  ['50,000 lists', '['.repeat(50_000)],
  ['groups 2,000 deep', parameters(`${'{a: {parameters: '.repeat(2000)}1${'}}'.repeat(2000)}`)],
  ['a list of items 2,000 deep', `${'- '.repeat(2000)}1`],
  ['keys of keys', `${'? '.repeat(2000)}1`],
])('refuses what is deeper than the stack: %s', (_, text) => {
  expect(refusal(text).replace(/^a\.yaml:\d+:\d+: /, '')).toBe(`Expected YAML, got: ${TOO_DEEP}`);
});

it.each([
  ['20,000 keys that are not known', repeated('a#: 1\n', 20_000), 23],
  ['500 parameters that are none', parameters(`{${repeated('a#: 1,', 500)}}`), 500],
])('tells twenty problems of %s', (_, text, count) => {
  const lines = refusal(text).split('\n');
  expect([lines[0], lines.length, lines.at(-1)]).toEqual([
    `Expected a sweep, got ${count} problems:`,
    22,
    `- ${count - 20} more.`,
  ]);
});

it('takes the most that it says', () => {
  const values = repeated('#,', 10_000);
  const sweep = parseSweep(`seeds: 100\n${parameters(`{a: {values: [${values}]}}`)}`, 'a.yaml');
  expect(countTrials(sweep)).toBe(1_000_000);
  expect(trialAt(sweep, 999_999)).toMatchObject({ seed: 100, parameters: { a: 9999 } });
  const many = parseSweep(parameters(`{${repeated('a#: {value: [[[[#]]]]},', 1000)}}`), 'a.yaml');
  expect(trialAt(many, 0).parameters.a999).toEqual([[[[999]]]]);
  const seeds = parseSweep(`seeds: 1000000\n${of('{value: 1}').replace('random', 'grid')}`, 'a.yaml').seeds!;
  expect([seeds.length, seeds[0], seeds.at(-1)]).toEqual([1_000_000, 1, 1_000_000]);
});

const PROBABILITIES = 'Expected `parameters.a.probabilities` to be finite numbers of at least 0, got others.';
const FINITE = 'Expected `parameters.a` to draw finite numbers';
const QUANTIZED = `${FINITE}, less than 2^53 times \`q\`, got `;
const POSITIVE = 'Expected `parameters.a` to draw numbers above 0 that are finite, got ';
const WHOLE =
  'Expected `parameters.a` to have whole numbers as `min` and `max`, less than 2^53 apart and from 0, as int_uniform needs them, got others.';

it.each<[message: string, draw: string]>([
  [PROBABILITIES, 'values: [1, 2], probabilities: [.nan, 1]'],
  [PROBABILITIES, 'values: [1, 2], probabilities: [2, -1]'],
  [PROBABILITIES, 'values: [1], probabilities: ["1"]'],
  [`Expected \`parameters.a.min\` to be a finite number, got -Infinity (number).`, 'min: -.inf, max: 1'],
  [`Expected \`parameters.a.max\` to be a finite number, got Infinity (number).`, 'min: 0.5, max: 1e999'],
  [`${FINITE}, got NaN from uniform.`, 'min: -1.7e308, max: 1.7e308, distribution: uniform'],
  [`${POSITIVE}Infinity from log_normal.`, 'distribution: log_normal, mu: 800'],
  [`${POSITIVE}Infinity from log_normal.`, 'distribution: log_normal, mu: 0, sigma: 100'],
  [`${POSITIVE}0 from log_normal.`, 'distribution: log_normal, mu: -800'],
  [`${POSITIVE}Infinity from log_uniform.`, 'distribution: log_uniform, min: 0, max: 1e6'],
  [`${POSITIVE}0 from log_uniform.`, 'distribution: log_uniform, min: -1e6, max: 0'],
  [`${FINITE}, got Infinity from normal.`, 'distribution: normal, mu: 1e308, sigma: 1e308'],
  [`${QUANTIZED}Infinity from q_log_uniform.`, 'distribution: q_log_uniform, min: 0, max: 1e6'],
  [`${QUANTIZED}Infinity from q_log_normal.`, 'distribution: q_log_normal, mu: 0, sigma: 200'],
  [`${QUANTIZED}1e+308 from q_normal.`, 'distribution: q_normal, mu: 1e308, sigma: 1e308'],
  [`${QUANTIZED}Infinity from q_uniform.`, 'distribution: q_uniform, min: 0, max: 1, q: 1e-320'],
  [
    `${QUANTIZED}1 from q_log_uniform_values.`,
    'distribution: q_log_uniform_values, min: 1, max: 10, q: 1e-17',
  ],
  [
    `Expected \`parameters.a.q\` to be more than 0, got 0 (number).`,
    'distribution: q_uniform, min: 0, max: 1, q: 0',
  ],
  [
    `Expected \`parameters.a.min\` to be more than 0, as log_uniform_values takes its logarithm, got 0 (number).`,
    'distribution: log_uniform_values, min: 0, max: 1',
  ],
  [WHOLE, 'distribution: int_uniform, min: 0, max: 9007199254740992'],
  [WHOLE, 'distribution: int_uniform, min: -9007199254740991, max: 9007199254740991'],
  [WHOLE, 'distribution: int_uniform, min: 0, max: 1e300'],
  [
    `Expected \`parameters.a.sigma\` to be a finite number, got Infinity (number).`,
    'distribution: normal, mu: 0, sigma: .inf',
  ],
])('refuses, a.yaml:4: %s', (message, draw) => {
  expect(refusal(of(`{${draw}}`))).toBe(`a.yaml:4: ${message}`);
});

const least = 2 ** -1022;
it.each([
  'log_normal, mu: 0, sigma: 86',
  'log_normal, mu: -640, sigma: 1',
  'log_uniform, min: -740, max: 709',
  `log_uniform_values, min: ${least}, max: 1e308`,
  'q_log_uniform, min: -1e6, max: 36',
  'normal, mu: 0, sigma: 1e307',
  'uniform, min: -8e307, max: 8e307',
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
