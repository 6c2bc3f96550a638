import { callsWith, type Door, isPlain, plain, type WrongCall } from './wrong-calls.ts';

const thrown = (): never => {
  throw new Error('of a stranger');
};

/** A rejection that is handled, so that it does not end the process. */
function rejected(): Promise<never> {
  const never = Promise.reject(new Error('of a stranger'));
  never.catch(() => undefined);
  return never;
}

/** An object that throws whatever is done with it. */
const thrower = (): object =>
  new Proxy({}, { get: thrown, has: thrown, ownKeys: thrown, getPrototypeOf: thrown });

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cyclic<T extends object>(one: T): T {
  return Object.assign(one, { 0: one, self: one });
}

/** Deeper than the stack. */
function deep(wrap: (inside: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let depth = 0; depth < 50_000; depth++) value = wrap(value);
  return value;
}

const deepList = deep((inside) => [inside]);
const deepObject = deep((inside) => ({ inside }));

/** Made anew each time: what takes them may write into them. */
const hostileValues = (): Record<string, unknown> => ({
  'a list of null': [null],
  'a list with holes': new Array(3),
  'a list of symbols': [Symbol('x')],
  'a list of throwers': [thrower()],
  'a cyclic list': cyclic([]),
  'a cyclic object': cyclic({}),
  'a BigInt': 1n,
  'a list of BigInts': [1n, 2n],
  'a symbol': Symbol('x'),
  'an object without prototype': Object.create(null),
  'a thrower': thrower(),
  'a revoked proxy': revoked(),
  'a list 50,000 deep': deepList,
  'an object 50,000 deep': deepObject,
  'a length beyond lists': { length: 2 ** 53 },
  'a key that is a symbol': { [Symbol('x')]: 1 },
  __proto__: JSON.parse('{"__proto__": {"units": 1}, "constructor": 1, "toString": null}'),
  Infinity: Number.POSITIVE_INFINITY,
  '1e308': 1e308,
  '2 ** 53': 2 ** 53,
  'half a pair': '\ud800',
  NUL: '\0',
  '__proto__ as text': '__proto__',
  'a date without a time': new Date(Number.NaN),
  'a map': new Map([[null, null]]),
  'a typed array of NaN': new Float64Array([Number.NaN]),
  'a class': class {},
  'a promise': Promise.resolve(null),
  'a function that gives null': () => null,
  'a function that gives NaN': () => Number.NaN,
  'a function that gives a BigInt': () => 1n,
  'a function that gives a list of BigInts': () => [1n, 1n],
  'a function that gives a list with holes': () => new Array(2),
  'a function that gives a thrower': () => thrower(),
  'a function that throws': thrown,
  'a function that rejects': rejected,
});

/** Calls of a function of so many parameters with nothing but what is hostile, in each place. */
export function* nothingButHostile(parameters: number): Generator<WrongCall> {
  for (const [what, value] of Object.entries(hostileValues()))
    for (let place = 0; place < Math.max(1, parameters); place++) {
      const given: unknown[] = Array.from({ length: place + 1 }, () => ({}));
      yield { what: `argument ${place + 1} = ${what}`, given: given.with(place, value) };
      yield { what: `all = ${what}`, given: given.fill(value) };
    }
}

/** Each argument and everything in it replaced by hostile values; each list also with a hole, a null and a thrower at its end. */
export function* hostileCalls(door: Door): Generator<WrongCall> {
  yield* callsWith(door, function* ({ value, note }, name) {
    for (const [what, hostile] of Object.entries(hostileValues()))
      yield { what: `${name} = ${what}`, value: hostile };
    if (note.isWhole) return;
    if (Array.isArray(value)) {
      const right = plain(value) as unknown[];
      const sparse = [...right];
      sparse.length += 1;
      yield { what: `${name} with a hole`, value: sparse };
      yield { what: `${name} with null`, value: [...right, null] };
      yield { what: `${name} with a thrower`, value: [...right, thrower()] };
    } else if (isPlain(value)) {
      const right = plain(value) as object;
      for (const key of Object.keys(value))
        yield {
          what: `${name}.${key} that throws`,
          value: Object.defineProperty({ ...right }, key, { get: thrown, enumerable: true }),
        };
    }
  });
}
