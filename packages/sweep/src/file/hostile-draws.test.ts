import { expect, it } from 'vitest';
import { countTrials, trialAt } from '../plan/trials.ts';
import { parseSweep } from './parse-sweep.ts';
import { of, refusal } from './testing/refusal.ts';

const PROBABILITIES = 'Expected `parameters.a.probabilities` to be finite numbers of at least 0, got others.';
const FINITE = 'Expected `parameters.a` to draw finite numbers';
const QUANTIZED = `${FINITE}, less than 2^53 times \`q\`, got `;
const POSITIVE = 'Expected `parameters.a` to draw numbers above 0 that are finite, got ';
const WHOLE =
  'Expected `parameters.a` to have whole numbers as `min` and `max`, less than 2^53 apart and from 0, as int_uniform needs them, got others.';

it.each<[what: string, text: string, message: string]>([
  ['probabilities of NaN', of('{values: [1, 2], probabilities: [.nan, 1]}'), `4: ${PROBABILITIES}`],
  ['probabilities below 0', of('{values: [1, 2], probabilities: [2, -1]}'), `4: ${PROBABILITIES}`],
  ['probabilities of texts', of('{values: [1], probabilities: ["1"]}'), `4: ${PROBABILITIES}`],
  [
    'from minus infinity',
    of('{min: -.inf, max: 1}'),
    `4: Expected \`parameters.a.min\` to be a finite number, got -Infinity (number).`,
  ],
  [
    'to 1e999',
    of('{min: 0.5, max: 1e999}'),
    `4: Expected \`parameters.a.max\` to be a finite number, got Infinity (number).`,
  ],
  [
    'uniform wider than numbers',
    of('{min: -1.7e308, max: 1.7e308, distribution: uniform}'),
    `4: ${FINITE}, got NaN from uniform.`,
  ],
  [
    'log_normal that overflows',
    of('{distribution: log_normal, mu: 800}'),
    `4: ${POSITIVE}Infinity from log_normal.`,
  ],
  [
    'log_normal that may overflow',
    of('{distribution: log_normal, mu: 0, sigma: 100}'),
    `4: ${POSITIVE}Infinity from log_normal.`,
  ],
  [
    'log_normal that underflows',
    of('{distribution: log_normal, mu: -800}'),
    `4: ${POSITIVE}0 from log_normal.`,
  ],
  [
    'log_uniform that overflows',
    of('{distribution: log_uniform, min: 0, max: 1e6}'),
    `4: ${POSITIVE}Infinity from log_uniform.`,
  ],
  [
    'log_uniform that underflows',
    of('{distribution: log_uniform, min: -1e6, max: 0}'),
    `4: ${POSITIVE}0 from log_uniform.`,
  ],
  [
    'normal that overflows',
    of('{distribution: normal, mu: 1e308, sigma: 1e308}'),
    `4: ${FINITE}, got Infinity from normal.`,
  ],
  [
    'q_log_uniform that overflows',
    of('{distribution: q_log_uniform, min: 0, max: 1e6}'),
    `4: ${QUANTIZED}Infinity from q_log_uniform.`,
  ],
  [
    'q_log_normal that overflows',
    of('{distribution: q_log_normal, mu: 0, sigma: 200}'),
    `4: ${QUANTIZED}Infinity from q_log_normal.`,
  ],
  [
    'q_normal that overflows',
    of('{distribution: q_normal, mu: 1e308, sigma: 1e308}'),
    `4: ${QUANTIZED}1e+308 from q_normal.`,
  ],
  [
    'q so small that all overflows',
    of('{distribution: q_uniform, min: 0, max: 1, q: 1e-320}'),
    `4: ${QUANTIZED}Infinity from q_uniform.`,
  ],
  [
    'q less than numbers can count',
    of('{distribution: q_log_uniform_values, min: 1, max: 10, q: 1e-17}'),
    `4: ${QUANTIZED}1 from q_log_uniform_values.`,
  ],
  [
    'no q',
    of('{distribution: q_uniform, min: 0, max: 1, q: 0}'),
    `4: Expected \`parameters.a.q\` to be more than 0, got 0 (number).`,
  ],
  [
    'log_uniform_values from 0',
    of('{distribution: log_uniform_values, min: 0, max: 1}'),
    `4: Expected \`parameters.a.min\` to be more than 0, as log_uniform_values takes its logarithm, got 0 (number).`,
  ],
  [
    'int_uniform beyond 2^53',
    of('{distribution: int_uniform, min: 0, max: 9007199254740992}'),
    `4: ${WHOLE}`,
  ],
  [
    'int_uniform wider than 2^53',
    of('{distribution: int_uniform, min: -9007199254740991, max: 9007199254740991}'),
    `4: ${WHOLE}`,
  ],
  ['int_uniform of 1e300', of('{distribution: int_uniform, min: 0, max: 1e300}'), `4: ${WHOLE}`],
  [
    'a deviation of infinity',
    of('{distribution: normal, mu: 0, sigma: .inf}'),
    `4: Expected \`parameters.a.sigma\` to be a finite number, got Infinity (number).`,
  ],
])('refuses %s', (_, text, message) => {
  expect(refusal(text)).toBe(`a.yaml:${message}`);
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
