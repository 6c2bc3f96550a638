import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { LongrangeError } from '@longrange/errors';

const require = createRequire(import.meta.url);

/** Exports of rust/src/node.rs. Addresses are those of the process, as numbers; words are float64, which hold all of them exactly. */
export interface Addon {
  jobs(): RecordDeclaration[];
  records(): RecordDeclaration[];
  instructionSets(): InstructionSet[];
  addressOf(bytes: Uint8Array): number;
  readonly NativeEngine: new (instructionSet: string, threads: number) => AddonEngine;
}

export interface RecordDeclaration {
  readonly name: string;
  /** Names in the order in which they are read */
  readonly words: string[];
}

/** An instruction set of this processor; the library lists them by preference. */
export interface InstructionSet {
  readonly name: string;
  /** True if products are of bfloat16 */
  readonly bfloat16: boolean;
}

export interface AddonEngine {
  /** Runs a job in `shares` shares on `threads` threads. @throws Error if a share failed */
  run(kind: number, words: Float64Array, shares: number, threads: number): void;
  readonly panelColumns: number;
  panelBytes(columns: number, depth: number): number;
  readonly matmulScratchBytes: number;
  recurrentScratchBytes(units: number): number;
  generateScratchBytes(rows: number, units: number, characters: number): number;
}

/** Library that `pnpm native` builds, beside src and dist, unless a test (its bundle lies elsewhere) or a container image names another. */
const BUILT =
  process.env.LONGRANGE_NATIVE_LIBRARY ?? fileURLToPath(new URL('../native/longrange.node', import.meta.url));

/** Returns the platform, as in the names of the packages that hold the library: linux-x64-gnu, darwin-arm64, win32-x64-msvc. */
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
 * Returns the path of the native library: the one that was built here, else the one in the package for this platform.
 *
 * @throws LongrangeError `ENGINE_NATIVE_MISSING` if there is none
 */
export function findLibrary({
  built = BUILT,
  packageName = `@longrange/backend-native-${platformName()}`,
} = {}): string {
  return existsSync(built) ? built : findPackage(packageName);
}

/** @throws LongrangeError `ENGINE_NATIVE_MISSING`; `ENGINE_NATIVE_BROKEN` if the library is not as it was built, or does not load */
export function loadAddon(path = findLibrary()): Addon {
  const fault = findDamage(path) ?? findLoadFault(path);
  if (fault !== undefined) throw broken(path, fault);
  try {
    return require(path) as Addon;
  } catch (cause) {
    throw broken(path, (cause as Error).message, cause);
  }
}

/** Compares the file with the hash that the build wrote. A truncated library may load, and crash later. */
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

/** A program that only loads the library. */
const LOADING = `
  const { instructionSets, jobs, NativeEngine } = require(process.argv[1]);
  const isOurs = [instructionSets, jobs, NativeEngine].every((one) => typeof one === 'function');
  process.stdout.write(isOurs ? 'right' : 'it is another library');
`;
/** Set in that process, so that a program with its own executable does not start itself over and over. */
const MARK = 'LONGRANGE_NATIVE_TRIAL';

/**
 * Fault that shows when a separate process loads the library: a truncated or damaged one may crash the process that loads it.
 * Undefined if it loads, or if no process can be started.
 */
function findLoadFault(library: string): string | undefined {
  if (process.env[MARK] !== undefined) return undefined;
  const { error, signal, status, stdout } = spawnSync(process.execPath, ['-e', LOADING, library], {
    // Electron acts as Node on request. Modules that Node is told to load at its start are irrelevant here.
    env: { ...process.env, [MARK]: '1', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  if (error !== undefined) return undefined;
  if (signal !== null) return `loading it was ended by ${signal}`;
  // A thrown error ends it with 1; its message appears when the library is loaded here.
  if (status === 1) return undefined;
  if (status !== 0) return `loading it ended with exit code ${status}`;
  return stdout === 'right' ? undefined : stdout;
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
