import { expect, it } from 'vitest';
import { countTrials, trialAt } from '../plan/trials.ts';
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
it.each<[what: string, text: string, message: string]>([
  ['distribution of every object: toString', of('{distribution: toString}'), `4: ${DISTRIBUTION}"toString".`],
  ['__proto__', of('{distribution: __proto__}'), `4: ${DISTRIBUTION}"__proto__".`],
  ['constructor', of('{distribution: constructor, values: [1]}'), `4: ${DISTRIBUTION}"constructor".`],
  [
    'hasOwnProperty',
    of('{distribution: hasOwnProperty, min: 1, max: 2}'),
    `4: ${DISTRIBUTION}"hasOwnProperty".`,
  ],
  [
    'a distribution that is a list',
    of('{distribution: [uniform], min: 1, max: 2}'),
    `4: ${DISTRIBUTION}["uniform"] (array).`,
  ],
  [
    'a distribution that is a mapping',
    of('{distribution: {toString: 1}, min: 1, max: 2}'),
    `4: ${DISTRIBUTION}{"toString":1} (object).`,
  ],
  ['a distribution that is null', of('{distribution: null, values: [1]}'), `4: ${DISTRIBUTION}null (null).`],
  [
    'a distribution of 300,000 letters',
    of(`{distribution: ${'x'.repeat(300_000)}}`),
    `4: ${DISTRIBUTION}"${'x'.repeat(76)}….`,
  ],
  ['parameter __proto__', parameters('{__proto__: {value: 1}}'), `2: ${NAME}"__proto__" (string).`],
  ['parameter constructor', parameters('{constructor: {value: 1}}'), `2: ${NAME}"constructor" (string).`],
  ['parameter toString', parameters('{toString: {value: 1}}'), `2: ${NAME}"toString" (string).`],
  [
    'a group __proto__',
    parameters('{__proto__: {parameters: {units: {value: 1}}}}'),
    `2: ${NAME}"__proto__" (string).`,
  ],
  [
    'a name inside of a group: __proto__',
    parameters('{model: {parameters: {__proto__: {value: 1}}}}'),
    `2: ${NAME}"__proto__" (string).`,
  ],
  ['a name with a line break', parameters('{"a\\nb": {value: 1}}'), `2: ${NAME}"a\\nb" (string).`],
  ['a name of a flag', parameters('{--runs: {value: /elsewhere}}'), `2: ${NAME}"--runs" (string).`],
  ['a name of nothing', parameters('{"": {value: 1}}'), `2: ${NAME}"" (string).`],
  ['a name with a path', parameters('{../../a: {value: 1}}'), `2: ${NAME}"../../a" (string).`],
  ['a name with a NUL', parameters('{"a\\0": {value: 1}}'), `2: ${NAME}"a\\u0000" (string).`],
  [
    'a name of 200 letters',
    parameters(`{${'x'.repeat(200)}: {value: 1}}`),
    `2: ${NAME}"${'x'.repeat(76)}… (string).`,
  ],
  [
    'a name twice',
    parameters('{a.b: {value: 1}, a: {parameters: {b: {value: 2}}}}'),
    `2: Expected \`a.b\` once, got it twice: nested and with a dot.`,
  ],
  [
    'a key of a parameter: __proto__',
    parameters('{a: {__proto__: 1, value: 1}}'),
    `2: Expected a known key, got \`parameters.a.__proto__\`.`,
  ],
  [
    'a key of a parameter: constructor',
    parameters('{a: {constructor: 1, value: 1}}'),
    `2: Expected a known key, got \`parameters.a.constructor\`.`,
  ],
  [
    'a key of the file: __proto__',
    'method: grid\n__proto__: {seeds: 1}\nparameters: {a: {value: 1}}\n',
    `2: Expected a known key, got \`__proto__\`.`,
  ],
  [
    'a key of the file: toString',
    'method: grid\ntoString: 1\nparameters: {a: {value: 1}}\n',
    `2: Expected a known key, got \`toString\`.`,
  ],
  [
    'a key that is a mapping',
    parameters('{? {a: 1} : {value: 1}}'),
    `2:16: Expected YAML, got: a key that is no text.`,
  ],
  ['2^32 seeds', `seeds: 4294967296\n${of('{value: 1}')}`, `1: ${SEEDS}4294967296 (number).`],
  ['300 million seeds', `seeds: 300000000\n${of('{value: 1}')}`, `1: ${SEEDS}300000000 (number).`],
  ['a million and one', `seeds: 1000001\n${of('{value: 1}')}`, `1: ${SEEDS}1000001 (number).`],
  ['no seeds', `seeds: 0\n${of('{value: 1}')}`, `1: ${SEEDS}0 (number).`],
  ['less', `seeds: -1\n${of('{value: 1}')}`, `1: ${SEEDS}-1 (number).`],
  ['half of one', `seeds: 1.5\n${of('{value: 1}')}`, `1: ${SEEDS}1.5 (number).`],
  ['infinitely many', `seeds: .inf\n${of('{value: 1}')}`, `1: ${SEEDS}Infinity (number).`],
  ['NaN', `seeds: .nan\n${of('{value: 1}')}`, `1: ${SEEDS}NaN (number).`],
  ['1e999', `seeds: 1e999\n${of('{value: 1}')}`, `1: ${SEEDS}Infinity (number).`],
  ['a list of none', `seeds: []\n${of('{value: 1}')}`, `1: ${SEEDS}[] (array).`],
  ['a seed of 2^32', `seeds: [1, 4294967296]\n${of('{value: 1}')}`, `1: ${SEEDS}[1,4294967296] (array).`],
  ['a list of texts', `seeds: ["1"]\n${of('{value: 1}')}`, `1: ${SEEDS}["1"] (array).`],
  [
    '20,000 seeds that are none',
    `seeds: [${repeated('x,', 20_000)}x]\n${of('{value: 1}')}`,
    `1: ${SEEDS}[${'"x",'.repeat(19)}… (array).`,
  ],
  ['a list in itself', parameters('{a: {values: &a [1, *a]}}'), `1: ${UNFOLDED}${TOO_DEEP}`],
  ['a value in itself', parameters('{a: {value: &a [*a]}}'), `1: ${UNFOLDED}${TOO_DEEP}`],
  ['a parameter in itself', parameters('{a: &a {value: *a}}'), `1: ${UNFOLDED}${TOO_DEEP}`],
  ['a group in itself', parameters('&a {b: {parameters: *a}}'), `1: ${UNFOLDED}${TOO_DEEP}`],
  ['the file in itself', '&a {method: grid, parameters: *a}', `1: ${UNFOLDED}${TOO_DEEP}`],
  ['a merge of itself', parameters('{a: &a {<<: *a, value: 1}}'), `1: ${UNFOLDED}${TOO_MUCH}`],
  [
    'a merge of no mapping',
    parameters('{a: {<<: [1], value: 1}}'),
    `1: ${UNFOLDED}Merge sources must be maps or map aliases.`,
  ],
  [
    'an alias of nothing',
    parameters('{a: {value: *none}}'),
    `1: ${UNFOLDED}Unresolved alias (the anchor must be set before the alias): none.`,
  ],
  [
    'aliases that unfold',
    `x0: &x0 [1, 1]\n${repeated('', 0)}${Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(9)}]`).join('\n')}`,
    `1: ${UNFOLDED}${TOO_MUCH}`,
  ],
  [
    '2,000 aliases',
    `x: &x [1]\n${parameters(`{a: {values: [${'*x,'.repeat(2000)}]}}`)}`,
    `1: ${UNFOLDED}${TOO_MUCH}`,
  ],
  [
    '300,000 values',
    parameters(`{a: {values: [${'1,'.repeat(300_000)}]}}`),
    `2: Expected \`parameters.a.values\` to be at most 10000 items long, got [${'1,'.repeat(38)}… (array).`,
  ],
  [
    '20,000 values that are none',
    parameters(`{a: {values: [${'{},'.repeat(20_000)}]}}`),
    `2: Expected \`parameters.a.values\` to be at most 10000 items long, got [${'{},'.repeat(25)}{… (array).`,
  ],
  [
    '10,001 values',
    parameters(`{a: {values: [${'1,'.repeat(10_001)}]}}`),
    `2: Expected \`parameters.a.values\` to be at most 10000 items long, got [${'1,'.repeat(38)}… (array).`,
  ],
  [
    '10,001 probabilities',
    of(`{values: [1], probabilities: [${'0,'.repeat(10_001)}]}`),
    `4: Expected \`parameters.a.probabilities\` to be at most 10000 items long, got [${'0,'.repeat(38)}… (array).`,
  ],
  [
    'a value of 10,001',
    parameters(`{a: {value: [${'1,'.repeat(10_001)}]}}`),
    `2: ${VALUE}[${'1,'.repeat(38)}… (array).`,
  ],
  ['a value 5 lists deep', parameters('{a: {value: [[[[[1]]]]]}}'), `2: ${VALUE}[[[[[1]]]]] (array).`],
  [
    'a value 50 lists deep',
    parameters(`{a: {value: ${'['.repeat(50)}${']'.repeat(50)}}}`),
    `1: ${UNFOLDED}${TOO_DEEP}`,
  ],
  [
    'groups 20 deep',
    parameters(`${'{a: {parameters: '.repeat(20)}1${'}}'.repeat(20)}`),
    `1: ${UNFOLDED}${TOO_DEEP}`,
  ],
  [
    '1,001 parameters',
    parameters(`{${repeated('a#: {value: 1},', 1001)}}`),
    `2: Expected at most 1000 settings in \`parameters\`, got 1001.`,
  ],
  [
    '5,000 parameters',
    parameters(`{${repeated('a#: {value: 1},', 5000)}}`),
    `2: Expected at most 1000 settings in \`parameters\`, got 5000.`,
  ],
  [
    'a file of more than 1 MiB',
    `#${'x'.repeat(2 ** 20)}`,
    `1: Expected at most 1048576 characters, got 1048577.`,
  ],
  ['a mapping as a value', parameters('{a: {values: [1, {b: 1}]}}'), `2: ${VALUES}`],
  ['a set as a value', parameters('{a: {value: !!set {b, c}}}'), `2: ${VALUE}{} (object).`],
  [
    'bytes as a value',
    parameters('{a: {value: !!binary aGk=}}'),
    `2: ${VALUE}{"type":"Buffer","data":[104,105]} (object).`,
  ],
  ['infinity as a value', parameters('{a: {value: .inf}}'), `2: ${VALUE}Infinity (number).`],
  ['NaN among values', parameters('{a: {values: [1, .nan]}}'), `2: ${VALUES}`],
  ['1e999 in a list', parameters('{a: {value: [1, [1e999]]}}'), `2: ${VALUE}[1,[null]] (array).`],
  [
    'a folder of 200 letters',
    `name: ${'x'.repeat(200)}\n${of('{value: 1}')}`,
    `1: Expected \`name\` to be at most 100 characters long, got "${'x'.repeat(76)}… (string).`,
  ],
  [
    'a run cap of infinity',
    'method: random\nrun_cap: .inf\nparameters: {a: {value: 1}}\n',
    `2: Expected \`run_cap\` to be a finite number, got Infinity (number).`,
  ],
  [
    'a method of every object',
    'method: toString\nparameters: {a: {value: 1}}\n',
    `1: Expected \`method\` to be grid or random, got "toString".`,
  ],
])('refuses %s', (_, text, message) => {
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
