import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { probeModule } from './probe-module.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./__fixtures__/${name}.cjs`, import.meta.url));

describe('probeModule', () => {
  it('tries the module and tells its device, whatever it prints', async () => {
    expect(await probeModule(fixture('works'))).toEqual({ works: true, device: 'GPU' });
  });

  it('survives a module that throws, crashes, hangs or computes wrongly, and says what happened', async () => {
    expect(await probeModule(fixture('throws'))).toEqual({
      works: false,
      reason: 'does not load: the library is for another machine',
    });
    expect(await probeModule(fixture('crashes'))).toEqual({
      works: false,
      reason: 'crashed (SIGSEGV) when tried in a child process',
    });
    expect(await probeModule(fixture('hangs'), { timeoutMs: 1000 })).toEqual({
      works: false,
      reason: 'did not load within 1 s when tried in a child process',
    });
    expect(await probeModule(fixture('computes-wrongly'))).toEqual({
      works: false,
      reason: 'does not load: wrong product',
    });
  });

  it('asks once', () => {
    expect(probeModule(fixture('works'))).toBe(probeModule(fixture('works')));
  });
});
