import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkKeys, isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import {
  bindingIn,
  checkDevice,
  libraryFolder,
  PLATFORM,
  type TensorFlowDevice,
  TFJS_NODE_VERSION,
  tfjsNodeFolder,
  wheels,
} from '../find-library.ts';
import { probeAddon } from '../probe-addon.ts';
import { compileAddon, demandCompiler } from './compile-addon.ts';
import { checkWheel, downloadWheel, installInto, unpackWheel } from './wheel.ts';

/** Options of `installTensorFlow` */
export interface InstallOptions {
  readonly device: TensorFlowDevice;
  /** Path of the wheel, if it was already downloaded; default: pip downloads it. */
  readonly wheel?: string;
  /** Receives each step as it begins, such as `downloading …` */
  readonly onStep?: (step: string) => void;
}

/** Result of `installTensorFlow` */
export interface InstalledTensorFlow {
  readonly folder: string;
  /** True if a working library was already installed, so that nothing was done */
  readonly kept: boolean;
  /** Device that it computes on at present */
  readonly device: 'CPU' | 'GPU';
}

/**
 * Builds TensorFlow's library for the engines `node` and `node-gpu`: its libraries and headers from a wheel with a known hash, the addon of
 * tfjs-node compiled against them, and the result tested. It lies in the user's cache folder (`XDG_CACHE_HOME`), complete or not at all.
 *
 * @throws LongrangeError `NATIVE_PLATFORM`, `NATIVE_COMPILER`, `NATIVE_COMPILE`, `NATIVE_PIP`, `NATIVE_DOWNLOAD`, `NATIVE_WHEEL`,
 * `NATIVE_DISK`, `NATIVE_LOAD`; `ENGINE_TENSORFLOW_PACKAGE`
 */
export async function installTensorFlow(options: InstallOptions): Promise<InstalledTensorFlow> {
  checkKeys(options, ['device', 'wheel', 'onStep']);
  const { device, wheel, onStep = () => undefined } = options;
  checkDevice(device);
  demandPlatform();
  const folder = libraryFolder(device);
  if (existsSync(bindingIn(folder))) {
    onStep('trying the one that is here');
    const probe = await probeAddon(bindingIn(folder));
    if (probe.works) return { folder, kept: true, device: probe.device };
  }
  await demandCompiler();
  tfjsNodeFolder();
  if (wheel !== undefined) demandFile(wheel, device);
  try {
    mkdirSync(dirname(folder), { recursive: true });
    demandSpace(dirname(folder), wheels[device].spaceBytes);
    const workplace = mkdtempSync(`${folder}.new-`);
    try {
      return { folder, kept: false, device: await build(device, wheel, workplace, onStep) };
    } finally {
      rmSync(workplace, { recursive: true, force: true });
    }
  } catch (error) {
    throw diskError(error, folder) ?? error;
  }
}

/** Builds in `workplace`, and moves the result into place if it works. */
async function build(
  device: TensorFlowDevice,
  given: string | undefined,
  workplace: string,
  onStep: (step: string) => void,
): Promise<'CPU' | 'GPU'> {
  const wheel = wheels[device];
  if (given === undefined) onStep(`downloading ${wheel.file}`);
  const path = given ?? (await downloadWheel(wheel, workplace));
  onStep('checking its SHA-256');
  await checkWheel(path, wheel);
  onStep('taking out the libraries and headers');
  const built = join(workplace, 'built');
  const metadata = unpackWheel(path, built);
  if (given === undefined) rmSync(path);
  if (device === 'gpu') {
    onStep("downloading NVIDIA's libraries");
    await installInto(built, cudaRequirements(metadata));
  }
  onStep('compiling the addon of tfjs-node');
  await compileAddon(built);
  rmSync(join(built, 'tensorflow/include'), { recursive: true });
  onStep('trying it');
  const probe = await probeAddon(bindingIn(built));
  if (!probe.works) throw doesNotLoad(probe.reason);
  rmSync(libraryFolder(device), { recursive: true, force: true });
  renameSync(built, libraryFolder(device));
  return probe.device;
}

/** Requirements of the wheel's extra `and-cuda`: `nvidia-cudnn-cu12<10.0,>=9.3.0.75`. */
export function cudaRequirements(metadata: string): string[] {
  const pattern = /^Requires-Dist: ([^;\n]+?)\s*; extra == ["']and-cuda["']$/gm;
  return [...metadata.matchAll(pattern)].map(([, requirement]) => requirement!.replaceAll(' ', ''));
}

function demandPlatform(): void {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const glibc = header?.glibcVersionRuntime;
  const platform = `${process.platform}-${process.arch}`;
  if (platform === PLATFORM && glibc !== undefined) return;
  throw new LongrangeError({
    code: 'NATIVE_PLATFORM',
    message: `Expected Linux on x64 with glibc, for which TensorFlow's library is built, got ${platform}${platform === PLATFORM ? ' without glibc' : ''}.`,
    hint: `--engine simd runs everywhere; npm install @tensorflow/tfjs-node@${TFJS_NODE_VERSION}, with its install script, downloads an older library, which has a build for macOS and Windows.`,
  });
}

function demandFile(path: string, device: TensorFlowDevice): void {
  if (existsSync(path)) return;
  throw new LongrangeError({
    code: 'NATIVE_WHEEL',
    message: `Expected ${path} to be ${wheels[device].file}, found no such file.`,
    hint: 'PyPI lists it under this name.',
    exitCode: 2,
  });
}

function demandSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  throw new LongrangeError({
    code: 'NATIVE_DISK',
    message: `Expected ${gigabytes(bytes)} GB of free space in ${folder}, got ${gigabytes(bavail * bsize)} GB.`,
    hint: 'free some, or set XDG_CACHE_HOME to a folder on another disk.',
  });
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function doesNotLoad(reason: string): LongrangeError {
  return new LongrangeError({
    code: 'NATIVE_LOAD',
    message: `Expected the addon that was built to multiply two matrices, but it ${reason}.`,
    hint: 'a C++ library older than that of GCC 9 is too old for TensorFlow; --engine simd needs none.',
  });
}

function diskError(error: unknown, folder: string): LongrangeError | undefined {
  if (!isSystemError(error)) return undefined;
  const elsewhere = 'set XDG_CACHE_HOME to a folder that can be written.';
  const { message, hint = elsewhere } = systemProblem('write', folder, error);
  return new LongrangeError({ code: 'NATIVE_DISK', message, hint, cause: error });
}
