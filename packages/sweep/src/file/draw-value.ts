/** Value of a parameter: JSON. */
export type Value = boolean | number | string | null | readonly Value[];

/** Distributions by name, with the keys that they need. */
export const keysOf = {
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

export type Distribution = keyof typeof keysOf;

/** Parameter with its distribution and the values that this needs. */
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

/** Returns true for distributions of positive numbers; rounded to multiples of `q`, they include 0. */
export function isPositive(distribution: Distribution): boolean {
  return distribution.startsWith('log_');
}

/** Largest of the 2^48 values of a draw. */
const LAST = 1 - 2 ** -48;

/** Returns the smallest or largest possible draw if no trial could use it: an overflow would become null in JSON, and so no limit. */
export function impossibleDraw(parameter: Parameter): number | undefined {
  const { distribution, q } = parameter;
  if (distribution === 'constant' || distribution.startsWith('categorical')) return undefined;
  const extremes = [
    drawValue(parameter, 0, 0),
    drawValue(parameter, LAST, 0),
    drawValue(parameter, LAST, 0.5),
  ] as number[];
  return extremes.find(
    (extreme) =>
      !Number.isFinite(extreme) ||
      (isPositive(distribution) && extreme <= 0) ||
      (distribution.startsWith('q_') && Math.abs(extreme / q) > Number.MAX_SAFE_INTEGER),
  );
}

/** Returns all values of a parameter in order, for a grid, without a list: there may be a billion. Undefined if there are infinitely many. */
export function valuesOf({
  distribution,
  value,
  values,
  min = 0,
  max = 0,
  q,
}: Parameter): { readonly count: number; at(index: number): Value } | undefined {
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

/** Significant digits of a drawn number, so that a table shows exactly what was trained. */
const DIGITS = 6;

/**
 * Returns a value of a parameter from two numbers drawn uniformly from [0, 1); only normal distributions need the second.
 */
export function drawValue(parameter: Parameter, first: number, second: number): Value {
  const { distribution, value, values = [], probabilities, min = 0, max = 0, mu, sigma, q } = parameter;
  const between = (low: number, high: number): number => low + (high - low) * first;
  // Box & Muller (1958).
  const normal = (): number =>
    mu + sigma * Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  const isQuantized = distribution.startsWith('q_');
  const rounded = (number: number): number =>
    isQuantized ? tidy(Math.round(number / q) * q, 12) : tidy(number, DIGITS);
  switch (distribution.replace(/^q_/, '')) {
    case 'constant':
      return value!;
    case 'int_uniform':
      return Math.min(max, Math.floor(between(min, max + 1)));
    case 'uniform':
      return rounded(between(min, max));
    case 'log_uniform':
      return rounded(Math.exp(between(min, max)));
    case 'log_uniform_values':
      return rounded(Math.exp(between(Math.log(min), Math.log(max))));
    case 'normal':
      return rounded(normal());
    case 'log_normal':
      return rounded(Math.exp(normal()));
    default:
      return values[indexOf(first, probabilities ?? values.map(() => 1 / values.length))]!;
  }
}

function tidy(number: number, digits: number): number {
  return Number(number.toPrecision(digits));
}

/** Picks a value by its probability; the last possible one takes what rounding leaves. */
function indexOf(position: number, probabilities: readonly number[]): number {
  let sum = 0;
  for (const [index, probability] of probabilities.entries()) {
    sum += probability;
    if (position < sum) return index;
  }
  return probabilities.findLastIndex((probability) => probability > 0);
}
