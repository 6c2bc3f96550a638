import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { withV8Flags } from './v8-flags.ts';

// A flag of every version of V8 from Node 20 to 26.
const FLAG = 'wasm-lazy-compilation';

afterEach(() => setFlagsFromString(`--${FLAG}`)); // V8's default

// reliability: next-build
describe('withV8Flags', () => {
  it.each([true, false])('leaves a flag that was %s as it was', (value) => {
    setFlagsFromString(`--${value ? '' : 'no-'}${FLAG}`);
    const before = cachedDataVersionTag();
    const inside = [true, false].map((wanted) => withV8Flags({ [FLAG]: wanted }, cachedDataVersionTag));
    expect(cachedDataVersionTag()).toBe(before);
    expect(inside[value ? 0 : 1]).toBe(before);
    expect(inside[value ? 1 : 0]).not.toBe(before);
  });

  it('takes back what it has set when the work throws', () => {
    const before = cachedDataVersionTag();
    expect(() =>
      withV8Flags({ [FLAG]: false }, () => {
        throw new Error('no module');
      }),
    ).toThrow('no module');
    expect(cachedDataVersionTag()).toBe(before);
  });

  it('touches no flags that are frozen, which would end the process', () => {
    process.execArgv.push('--freeze-flags-after-init');
    try {
      expect(() => withV8Flags({ [FLAG]: false }, () => 1)).toThrow('frozen');
    } finally {
      process.execArgv.pop();
    }
  });
});
