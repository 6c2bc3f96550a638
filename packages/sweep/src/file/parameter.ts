import { describeValue } from '@longrange/errors';
import { z } from 'zod';
import {
  type Distribution,
  impossibleDraw,
  isPositive,
  keysOf,
  type Parameter,
  type Value,
  valuesOf,
} from './draw-value.ts';

const KINDS = 'text, a finite number, true, false, null, or a list of these';

function isValue(given: unknown): boolean {
  if (Array.isArray(given)) return given.every(isValue);
  return given === null || Number.isFinite(given) || ['string', 'boolean'].includes(typeof given);
}

/** Reports the problems of a list once, not for each value. */
const list = <T>(item: z.ZodType<T>) => z.array(item).min(1);
const values = list(z.custom<Value>()).refine(
  (all) => all.every((one) => isValue(one)),
  `to be values that are each ${KINDS}, got others`,
);

/** Distributions of Weights & Biases that are not supported, with alternatives. */
const unknownDistributions: ReadonlyMap<unknown, string> = new Map([
  ['beta', 'uniform or normal'],
  ['q_beta', 'q_uniform or q_normal'],
  ['inv_log_uniform', 'log_uniform'],
  ['inv_log_uniform_values', 'log_uniform_values'],
]);

/** Parameter as written in the file. */
export const parameterSchema = z
  .strictObject({
    value: z
      .custom<Value>((one) => isValue(one), {
        error: ({ input }) => `to be ${KINDS}, got ${describeValue(input)}`,
      })
      .optional(),
    values: values.optional(),
    probabilities: list(z.custom<number>())
      .refine(
        (all) => all.every((one) => Number.isFinite(one) && one >= 0),
        'to be finite numbers of at least 0, got others',
      )
      .optional(),
    distribution: z
      .custom<Distribution>((name) => typeof name === 'string' && Object.hasOwn(keysOf, name), {
        error: ({ input }) => {
          const instead = unknownDistributions.get(input);
          const hint = instead === undefined ? '' : `, which is not supported; use ${instead}`;
          return `to be one of ${Object.keys(keysOf).join(', ')}, got ${quoted(input)}${hint}`;
        },
      })
      .optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    mu: z.number().optional(),
    sigma: z.number().positive().optional(),
    q: z.number().positive().optional(),
  })
  .transform((given, context): Parameter => {
    const distribution = given.distribution ?? distributionOf(given);
    const issue = (message: string, ...path: string[]): never => {
      context.issues.push({ code: 'custom', path, message, input: given });
      return z.NEVER;
    };
    if (distribution === undefined)
      return issue('to have `value`, `values`, `min` and `max`, or `parameters`, got none of them');
    const needed: readonly string[] = keysOf[distribution];
    const missing = needed.filter((key) => given[key as keyof typeof given] === undefined);
    const [first] = missing.filter((key) => !['mu', 'sigma'].includes(key));
    if (first !== undefined) return issue(`to have \`${first}\`, as ${distribution} needs it, got none`);
    const { values = [], probabilities, min = 0, max = 0 } = given;
    if (needed.includes('min') && min > max)
      return issue(`to be at least \`min\`, ${min}, got ${max} (number)`, 'max');
    if (distribution.endsWith('log_uniform_values') && min <= 0)
      return issue(`to be more than 0, as ${distribution} takes its logarithm, got ${min} (number)`, 'min');
    const isSafe =
      Number.isSafeInteger(min) && Number.isSafeInteger(max) && Number.isSafeInteger(max - min + 1);
    if (distribution === 'int_uniform' && !isSafe)
      return issue(
        'to have whole numbers as `min` and `max`, less than 2^53 apart and from 0, as int_uniform needs them, got others',
      );
    const sum = probabilities?.reduce((total, one) => total + one, 0) ?? 1;
    if (probabilities !== undefined && (probabilities.length !== values.length || Math.abs(sum - 1) > 1e-6))
      return issue(
        `to be ${values.length} numbers, one for each of \`values\`, with the sum 1, got ${probabilities.length} with the sum ${sum}`,
        'probabilities',
      );
    const { mu = 0, sigma = 1, q = 1 } = given;
    const parameter = { ...given, distribution, mu, sigma, q };
    const extreme = impossibleDraw(parameter);
    if (extreme !== undefined)
      return issue(
        `to draw ${isPositive(distribution) ? 'numbers above 0 that are finite' : 'finite numbers'}${
          distribution.startsWith('q_') ? ', less than 2^53 times `q`' : ''
        }, got ${extreme} from ${distribution}`,
      );
    return valuesOf(parameter)?.count === 0
      ? issue('to have a multiple of `q` from `min` to `max`, got none')
      : parameter;
  });

function distributionOf(given: Partial<Record<keyof Parameter, unknown>>): Distribution | undefined {
  if (given.value !== undefined) return 'constant';
  if (given.values !== undefined) return 'categorical';
  if (given.mu !== undefined) return 'normal';
  if (given.min === undefined && given.max === undefined) return undefined;
  return Number.isInteger(given.min) && Number.isInteger(given.max) ? 'int_uniform' : 'uniform';
}

/** Formats a value of the file for messages: a word in quotes, anything else with its type. */
export function quoted(value: unknown): string {
  return describeValue(value).replace(/ \(string\)$/, '');
}
