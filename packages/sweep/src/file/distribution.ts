/** Value of a parameter: JSON. */
export type Value = boolean | number | string | null | readonly Value[];

/** Each distribution by its name, and which keys it needs. */
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
