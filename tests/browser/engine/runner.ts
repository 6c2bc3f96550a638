// As much of vitest as the parity tests use, for a worker in a browser: esbuild puts it in vitest's place.

interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

const tests: Test[] = [];
const before: (() => unknown)[] = [];
let path: readonly string[] = [];

const format = (name: string, values: readonly unknown[]): string =>
  values.reduce<string>((text, value) => text.replace(/%\w/, String(value)), name);

const asList = (row: unknown): unknown[] => (Array.isArray(row) ? row : [row]);

function within(name: string, body: () => void): void {
  const outer = path;
  path = [...outer, name];
  body();
  path = outer;
}

export const describe = Object.assign(within, {
  each: (rows: readonly unknown[]) => (name: string, body: (...row: unknown[]) => void) => {
    for (const row of rows) within(format(name, asList(row)), () => body(...asList(row)));
  },
});

function test(name: string, run: () => unknown): void {
  tests.push({ name: [...path, name].join(' › '), run });
}

export const it = Object.assign(test, {
  each: (rows: readonly unknown[]) => (name: string, body: (...row: unknown[]) => unknown) => {
    for (const row of rows) test(format(name, asList(row)), () => body(...asList(row)));
  },
});

export function beforeAll(prepare: () => unknown): void {
  before.push(prepare);
}

export function expect(actual: unknown, message = '') {
  const check = (holds: boolean, relation: string, expected: unknown): void => {
    if (holds) return;
    throw new Error(`${message} expected ${JSON.stringify(actual)} ${relation} ${JSON.stringify(expected)}`);
  };
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return {
    toBe: (expected: unknown) => check(Object.is(actual, expected), 'to be', expected),
    toEqual: (expected: unknown) => check(same(actual, expected), 'to equal', expected),
    toBeCloseTo: (expected: number, digits = 2) =>
      check(Math.abs((actual as number) - expected) < 10 ** -digits / 2, 'to be close to', expected),
    toBeGreaterThan: (limit: number) => check((actual as number) > limit, 'to be more than', limit),
    not: {
      toEqual: (other: unknown) => check(!same(actual, other), 'not to equal', other),
    },
    toBeLessThan: (limit: number) => check((actual as number) < limit, 'to be less than', limit),
    toBeGreaterThanOrEqual: (limit: number) => check((actual as number) >= limit, 'to be at least', limit),
    toThrow: (text: string) => {
      let message = 'nothing';
      try {
        (actual as () => unknown)();
      } catch (error) {
        message = (error as Error).message;
      }
      if (!message.includes(text)) throw new Error(`expected an error with ${text}, got ${message}`);
    },
    toMatchObject: (expected: object) => {
      for (const [key, value] of Object.entries(expected)) {
        check(same((actual as Record<string, unknown>)[key], value), `to have ${key}`, value);
      }
    },
  };
}

export interface Outcome {
  readonly passed: number;
  readonly failures: readonly string[];
}

/** Runs what has been described, in order. */
export async function runTests(): Promise<Outcome> {
  const failures: string[] = [];
  for (const prepare of before) await prepare();
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { passed: tests.length - failures.length, failures };
}
