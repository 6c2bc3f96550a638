import { trialScript } from './generated/trial-script.ts';
import { wideWasm } from './generated/wasm.ts';
import { nodeModule } from './host.ts';
import { compileWide, type WideAttempt } from './trial/compile-wide.ts';
import { tryInChild } from './trial/try-in-child.ts';

/**
 * V8 can join neighbouring 128-bit operations to 256 bits (AVX2): behind a flag that may be set until the module is compiled, in
 * the versions of V8 named here (Node 24 to 26). Earlier ones have the flag without its effect; later ones are not known.
 */
const V8_VERSIONS = { from: 13, to: 14 };

/**
 * Compiles the variant for 256 bits, where V8 widens it to advantage. A version of V8 that is not known tries in a child process first,
 * which the flag may end.
 *
 * @param narrow the same kernels for 128 bits, as base64
 */
export async function attemptWide(
  narrow: string,
  { versionOfV8 = globalThis.process?.versions?.v8 ?? '' } = {},
): Promise<WideAttempt> {
  if (nodeModule('node:v8') === undefined || process.arch !== 'x64')
    return { works: false, reason: 'they need Node on x64' };
  const major = Number.parseInt(versionOfV8, 10);
  if (!(major >= V8_VERSIONS.from)) return { works: false, reason: 'they need Node 24 or newer' };
  if (major > V8_VERSIONS.to) {
    const trial = await tryInChild(trialScript, `${wideWasm}\n${narrow}`);
    if (!trial.works) return { works: false, reason: `V8 ${versionOfV8} is not known, and ${trial.reason}` };
  }
  return compileWide(wideWasm, narrow);
}
