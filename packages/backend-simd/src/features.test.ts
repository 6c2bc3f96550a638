import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseKernels, compileKernels } from './features.ts';
import { registerSimdBackend } from './register.ts';

const [v8Major] = process.versions.v8.split('.').map(Number);

/** Whether this processor is known to have what `wide` takes: elsewhere either answer may be right. */
function hasAvx2(): boolean {
  return process.platform === 'linux' && /^flags\s*:.*\bavx2\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

/** As an engine that is not allowed to make code does. */
function refuseModules(): void {
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse(): never {
    throw new WebAssembly.CompileError('too large');
  });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

// reliability: next-build
describe('chooseKernels', () => {
  it('takes 256 bits where V8 has them and the processor, too', async () => {
    const { variant, reason } = await chooseKernels();
    const joins = v8Major! >= 13 && process.arch === 'x64';
    if (joins && hasAvx2()) expect(reason).toMatch(/^relaxed SIMD, joined to 256 bits by V8, measured \d/);
    expect(variant === 'wide').toBe(reason.includes('joined to 256 bits'));
    if (!joins) expect(reason).toContain('no 256 bits: they need Node');
    expect(variant).not.toBe('simd128');
  });

  it('is made once in a process, but for a refusal', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await expect(compileKernels('simd128')).rejects.toMatchObject({ code: 'ENGINE_SIMD_MISSING' });
    vi.unstubAllGlobals();
    const { module } = await compileKernels('simd128');
    expect((await compileKernels('simd128')).module).toBe(module);
  });

  it('takes a narrower build where the flags may not be set, and says why', async () => {
    vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {
      throw new Error('not allowed here');
    });
    const { variant, reason } = await chooseKernels();
    const narrower = { 11: 'simd128', 12: 'relaxed' }[v8Major!] ?? 'relaxed';
    expect(variant).toBe(narrower);
    if (v8Major !== 12) expect(reason).toMatch(/no (relaxed SIMD|256 bits): not allowed here$/);
    await expect(chooseKernels('wide')).rejects.toMatchObject({ code: 'ENGINE_VARIANT', exitCode: 2 });
  });

  it('takes a narrower build where the faster ones do not compile', async () => {
    refuseModules();
    expect((await chooseKernels()).variant).toBe(v8Major! < 12 ? 'simd128' : 'relaxed');
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await chooseKernels()).toMatchObject({
      variant: 'simd128',
      reason: expect.stringMatching(/^no relaxed SIMD: /),
    });
  });

  it('is refused where no build compiles, and where there is no WebAssembly at all', async () => {
    refuseModules();
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('no code'));
    await expect(chooseKernels()).rejects.toMatchObject({
      code: 'ENGINE_SIMD_MISSING',
      message: expect.stringContaining('got one that does not compile them (no code)'),
    });
    vi.stubGlobal('WebAssembly', undefined);
    await expect(registerSimdBackend()).rejects.toMatchObject({
      code: 'ENGINE_SIMD_MISSING',
      message: expect.stringContaining('got none (node --jitless has none)'),
    });
  });
});
