import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { LongrangeError } from '@longrange/errors';
import type { Addon } from './addon.ts';
import { findLoadFault } from './trial-apart.ts';

const require = createRequire(import.meta.url);

/** Where `pnpm native` puts what it builds, beside src and dist; or what is named: by a test, whose bundle lies elsewhere, or in an image of a container. */
const BUILT =
  process.env.LONGRANGE_NATIVE_LIBRARY ?? fileURLToPath(new URL('../native/longrange.node', import.meta.url));

/** As in the names of the packages that hold the library: linux-x64-gnu, darwin-arm64, win32-x64-msvc. */
export function platformName(): string {
  const { platform, arch } = process;
  if (platform === 'linux') return `linux-${arch}-${hasGlibc() ? 'gnu' : 'musl'}`;
  return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

/**
 * The path of the native library: one that was built here, else that of the package for this platform.
 *
 * @throws LongrangeError `ENGINE_NATIVE_MISSING` where there is none
 */
export function findLibrary({
  built = BUILT,
  packageName = `@longrange/backend-native-${platformName()}`,
} = {}): string {
  return existsSync(built) ? built : findPackage(packageName);
}

/** @throws LongrangeError `ENGINE_NATIVE_MISSING`; `ENGINE_NATIVE_BROKEN` where the library is not as it was built, or does not load */
export function loadAddon(path = findLibrary()): Addon {
  const fault = findDamage(path) ?? findLoadFault(path);
  if (fault !== undefined) throw broken(path, fault);
  try {
    return require(path) as Addon;
  } catch (cause) {
    throw broken(path, (cause as Error).message, cause);
  }
}

/** Compares the file with the hash that the build has written. A library that is cut off at its end may load, and crash later. */
function findDamage(path: string): string | undefined {
  try {
    const built = readFileSync(`${path}.sha256`, 'latin1').slice(0, 64);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    return hash === built ? undefined : 'it is not the file that was built: cut off, or changed';
  } catch {
    // Without a hash the trial decides, and a file that cannot be read does not load.
    return undefined;
  }
}

function broken(path: string, fault: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_NATIVE_BROKEN',
    message: `Expected the native library ${path} to load, got: ${fault}.`,
    hint: 'install it again, or build it here (pnpm native); --engine simd needs none.',
    cause,
  });
}

function findPackage(name: string): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new LongrangeError({
      code: 'ENGINE_NATIVE_MISSING',
      message: `Expected the package ${name} or a library that was built here, found neither.`,
      hint: 'install it with npm if there is one for this platform, or run pnpm native, which needs Rust; --engine simd needs none.',
      cause,
    });
  }
}
