import { z } from 'zod';

/** What a parameter may be set to: JSON. */
export type Value = boolean | number | string | null | readonly Value[];

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value)]),
);

/** Each distribution by its name, and which keys it needs. */
const keysOf = {
  constant: ['value'],
  categorical: ['values'],
  categorical_w_probabilities: ['values', 'probabilities'],
  int_uniform: ['min', 'max'],
  uniform: ['min', 'max'],
  q_uniform: ['min', 'max'],
  log_uniform: ['min', 'max'],
  q_log_uniform: ['min', 'max'],
  log_uniform_values: ['min', 'max'],
  q_log_uniform_values: ['min', 'max'],
  normal: ['mu', 'sigma'],
  q_normal: ['mu', 'sigma'],
  log_normal: ['mu', 'sigma'],
  q_log_normal: ['mu', 'sigma'],
} as const;

type Distribution = keyof typeof keysOf;

/** Of Weights & Biases' own, what is not drawn here, and what is instead. */
const unknownDistributions: Readonly<Record<string, string>> = {
  beta: 'uniform or normal',
  q_beta: 'q_uniform or q_normal',
  inv_log_uniform: 'log_uniform',
  inv_log_uniform_values: 'log_uniform_values',
};

/** One parameter as the file has it. */
export const parameterSchema = z
  .strictObject({
    value: value.optional().describe('the one value'),
    values: z.array(value).min(1).optional().describe('the values to choose from'),
    probabilities: z.array(z.number().min(0)).optional().describe('of `values`, in their order'),
    distribution: z
      .custom<Distribution>((name) => typeof name === 'string' && name in keysOf, {
        error: ({ input }) =>
          `to be one of ${Object.keys(keysOf).join(', ')}, got ${JSON.stringify(input)}${
            unknownDistributions[String(input)] === undefined
              ? ''
              : `, which is not drawn here; use ${unknownDistributions[String(input)]}`
          }`,
      })
      .optional()
      .describe('how values are drawn; by default what the other keys say')
      .meta({ enum: Object.keys(keysOf) }),
    min: z.number().optional().describe('the least; of log_uniform its natural logarithm'),
    max: z.number().optional().describe('the most; of log_uniform its natural logarithm'),
    mu: z.number().optional().describe('mean of a normal distribution'),
    sigma: z.number().positive().optional().describe('standard deviation of a normal distribution'),
    q: z.number().positive().optional().describe('values are multiples of this one'),
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
    if (distribution === 'int_uniform' && !(Number.isInteger(min) && Number.isInteger(max)))
      return issue('to have whole numbers as `min` and `max`, as int_uniform needs them, got others');
    const sum = probabilities?.reduce((total, one) => total + one, 0) ?? 1;
    if (probabilities !== undefined && (probabilities.length !== values.length || Math.abs(sum - 1) > 1e-6))
      return issue(
        `to be ${values.length} numbers, one for each of \`values\`, with the sum 1, got ${probabilities.length} with the sum ${sum}`,
        'probabilities',
      );
    const { mu = 0, sigma = 1, q = 1 } = given;
    const parameter = { ...given, distribution, mu, sigma, q };
    return valuesOf(parameter)?.count === 0
      ? issue('to have a multiple of `q` from `min` to `max`, got none')
      : parameter;
  });

/** One parameter, complete: its distribution is known, and what that needs is there. */
export interface Parameter {
  readonly distribution: Distribution;
  readonly value?: Value | undefined;
  readonly values?: readonly Value[] | undefined;
  readonly probabilities?: readonly number[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly mu: number;
  readonly sigma: number;
  readonly q: number;
}

function distributionOf(given: {
  readonly value?: unknown;
  readonly values?: unknown;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly mu?: number | undefined;
}): Distribution | undefined {
  if (given.value !== undefined) return 'constant';
  if (given.values !== undefined) return 'categorical';
  if (given.mu !== undefined) return 'normal';
  if (given.min === undefined && given.max === undefined) return undefined;
  return Number.isInteger(given.min) && Number.isInteger(given.max) ? 'int_uniform' : 'uniform';
}

/** All values of a parameter in their order, for a grid; undefined where there is no end of them. */
export function valuesOf({
  distribution,
  value,
  values,
  min = 0,
  max = 0,
  q,
}: Parameter): GridValues | undefined {
  switch (distribution) {
    case 'constant':
      return { count: 1, at: () => value! };
    case 'categorical':
    case 'categorical_w_probabilities':
      return { count: values!.length, at: (index) => values![index]! };
    case 'int_uniform':
      return { count: max - min + 1, at: (index) => min + index };
    case 'q_uniform': {
      const first = Math.ceil(min / q - 1e-9);
      const count = Math.max(0, Math.floor(max / q + 1e-9) - first + 1);
      return { count, at: (index) => tidy((first + index) * q, 12) };
    }
    default:
      return undefined;
  }
}

/** The values of a parameter, without a list of them: there may be a billion. */
export interface GridValues {
  readonly count: number;
  at(index: number): Value;
}

/** Of numbers with no end of digits so many are kept: what a table shows is then what was trained. */
const DIGITS = 6;

/**
 * A value of a parameter from two numbers drawn evenly from 0 to 1 (1 excluded); only normal distributions need the second.
 */
export function drawValue(parameter: Parameter, first: number, second: number): Value {
  const { distribution, value, values = [], probabilities, min = 0, max = 0, q } = parameter;
  const quantized = (number: number): number => tidy(Math.round(number / q) * q, 12);
  const between = (low: number, high: number): number => low + (high - low) * first;
  // Box & Muller (1958).
  const normal = (): number =>
    parameter.mu + parameter.sigma * Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  switch (distribution) {
    case 'constant':
      return value!;
    case 'categorical':
    case 'categorical_w_probabilities':
      return values[indexOf(first, probabilities ?? values.map(() => 1 / values.length))]!;
    case 'int_uniform':
      return Math.min(max, Math.floor(between(min, max + 1)));
    case 'uniform':
      return tidy(between(min, max), DIGITS);
    case 'q_uniform':
      return quantized(between(min, max));
    case 'log_uniform':
      return tidy(Math.exp(between(min, max)), DIGITS);
    case 'q_log_uniform':
      return quantized(Math.exp(between(min, max)));
    case 'log_uniform_values':
      return tidy(Math.exp(between(Math.log(min), Math.log(max))), DIGITS);
    case 'q_log_uniform_values':
      return quantized(Math.exp(between(Math.log(min), Math.log(max))));
    case 'normal':
      return tidy(normal(), DIGITS);
    case 'q_normal':
      return quantized(normal());
    case 'log_normal':
      return tidy(Math.exp(normal()), DIGITS);
    case 'q_log_normal':
      return quantized(Math.exp(normal()));
  }
}

function tidy(number: number, digits: number): number {
  return Number(number.toPrecision(digits));
}

/** The last one with a chance takes what rounding leaves. */
function indexOf(position: number, probabilities: readonly number[]): number {
  let sum = 0;
  for (const [index, probability] of probabilities.entries()) {
    sum += probability;
    if (position < sum) return index;
  }
  return probabilities.findLastIndex((probability) => probability > 0);
}
