import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { callersOwn, door, doors, methodsOf } from './door.ts';
import { LongrangeError } from './longrange-error.ts';

const stranger = new TypeError('x is not a function.');
const fail = (...errors: unknown[]): never => {
  throw errors.length === 0 ? stranger : errors[0];
};
const longrange = new LongrangeError({ code: 'X', message: 'Expected 1, got 2.' });
const refused = { code: 'ARGUMENT_INVALID', exitCode: 1, cause: stranger };

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('expected it to fail');
}

describe('door', () => {
  it('makes the error of a stranger ours, keeps it as the cause, and quotes it', async () => {
    const message = 'Expected arguments that `fail` can work with, got: x is not a function.';
    expect(thrownBy(() => door('fail', fail)())).toMatchObject({ ...refused, message });
    await expect(door('fail', async () => fail())()).rejects.toMatchObject({ ...refused, message });
    const stream = door('fail', async function* () {
      yield 1;
      fail();
    })();
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toMatchObject({ ...refused, message });
  });

  it.each([
    ['a LongrangeError', longrange],
    ['an error of the operating system', thrownBy(() => readdirSync('/none'))],
    ['an abort', new DOMException('stop', 'AbortError')],
  ])('leaves %s as it is', (_, error) => {
    expect(thrownBy(() => door('fail', fail)(error))).toBe(error);
  });

  it('leaves the reason of an aborted signal as it is, whatever that is', async () => {
    const stop = door('stop', async ({ signal }: { signal: AbortSignal }) => fail(signal.reason));
    await expect(stop({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });

  it('leaves what functions of the caller throw as it is', async () => {
    const own = new TypeError('y is not a function.');
    const call = door('call', (run: () => unknown) => run());
    const tell = door('tell', async ({ onStep }: { onStep: () => unknown }) => onStep());
    class Own {
      #error = own;
      async read(): Promise<void> {
        throw this.#error;
      }
    }
    const read = door('read', (one: Own) => methodsOf(one, ['read']).read());
    expect(thrownBy(() => call(() => fail(own)))).toBe(own);
    await expect(door('f', () => callersOwn(async () => fail(own))())()).rejects.toBe(own);
    await expect(tell({ onStep: () => fail(own) })).rejects.toBe(own);
    await expect(read(new Own())).rejects.toBe(own);
    expect(thrownBy(door('f', () => callersOwn(fail)(own)))).toBe(own);
  });

  it('asks for an engine where TensorFlow.js has none', () => {
    const none = new Error('No backend found in registry.');
    const hint = expect.stringContaining('await registerSimdBackend()');
    expect(thrownBy(() => door('f', fail)(none))).toMatchObject({ code: 'ENGINE_NONE', hint });
  });

  const down = (value: unknown): unknown => down([value]);
  it.each<[unknown, string]>([
    [undefined, 'undefined (undefined)'],
    [Symbol('x'), 'Symbol(x) (symbol)'],
    [
      new Proxy({}, { getPrototypeOf: () => fail(), get: () => fail() }),
      'what throws when it is read (object)',
    ],
    [new Error('x'.repeat(100)), `${'x'.repeat(77)}…`],
    [Object.defineProperty(new Error(), 'message', { get: () => fail() }), '{} (object)'],
    [thrownBy(() => down(1)), 'values that are nested too deep, or contain themselves'],
  ])('says what was thrown, case %#', (thrown, got) => {
    expect((thrownBy(() => door('f', fail)(thrown)) as Error).message).toContain(`got: ${got}.`);
  });

  it('guards constructor, methods and statics of a class, which stays what it was', async () => {
    class Own {
      readonly given: unknown;
      constructor(given?: unknown) {
        this.given = given;
        if (given === 'bad') fail();
      }
      static make(given: unknown): Own {
        return given === 'bad' ? fail() : new Own(given);
      }
      read(given: unknown): unknown {
        return given === 'bad' ? fail() : this.given;
      }
      async wait(_given: unknown): Promise<void> {
        fail();
      }
    }
    const Guarded = door('Own', Own);
    const one = new Guarded(1);
    expect([one.read(2), one instanceof Own, Guarded.name]).toEqual([1, true, 'Own']);
    expect(Guarded.make(2)).toBeInstanceOf(Guarded);
    expect(new (class extends Guarded {})(3).read(1)).toBe(3);
    expect(thrownBy(() => new Guarded('bad'))).toMatchObject(refused);
    expect(thrownBy(() => Guarded.make('bad'))).toMatchObject(refused);
    expect(thrownBy(() => one.read('bad'))).toMatchObject({
      ...refused,
      message: expect.stringContaining('`Own.read`'),
    });
    await expect(one.wait(1)).rejects.toMatchObject(refused);
  });
});

it('guards the methods of one object, and no other of its class', () => {
  class Own {
    read(_given: unknown): void {
      fail();
    }
  }
  const guarded = doors('made', new Own());
  expect(thrownBy(() => guarded.read(1))).toMatchObject({
    ...refused,
    message: expect.stringContaining('`made.read`'),
  });
  expect(thrownBy(() => new Own().read(1))).toBe(stranger);
});

it('does not look into an array of numbers, which has a key for each', () => {
  const keys = vi.spyOn(Object, 'keys');
  const numbers = new Uint16Array(2);
  door('read', (given: Uint16Array) => given.length)(numbers);
  expect(keys.mock.calls.flat()).not.toContain(numbers);
  keys.mockRestore();
});
