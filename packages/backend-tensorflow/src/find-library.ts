import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkArgument, LongrangeError } from '@longrange/errors';

/** Kind of TensorFlow library: for processors, or for CUDA, which falls back to the processor if it sees no GPU */
export type TensorFlowDevice = 'cpu' | 'gpu';

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkDevice(device: TensorFlowDevice): void {
  checkArgument(device === 'cpu' || device === 'gpu', 'device', "'cpu' or 'gpu'", device);
}

/** Only platform that a library is built for. */
export const PLATFORM = 'linux-x64';

/** Version of TensorFlow itself */
export const TENSORFLOW_VERSION = '2.21.0';
/** Version of the package whose binding is compiled against it */
export const TFJS_NODE_VERSION = '4.22.0';

/** Wheel on PyPI: the same file from any index. Any version of Python would do, since none of its Python code is used. */
export interface Wheel {
  readonly project: string;
  readonly file: string;
  readonly sha256: string;
  /** Free space needed to build, in bytes: the wheel, the files extracted from it, and a reserve */
  readonly spaceBytes: number;
}

export const wheels: Readonly<Record<TensorFlowDevice, Wheel>> = {
  cpu: {
    project: 'tensorflow-cpu',
    file: `tensorflow_cpu-${TENSORFLOW_VERSION}-cp312-cp312-manylinux_2_27_x86_64.whl`,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    spaceBytes: 1.5e9,
  },
  gpu: {
    project: 'tensorflow',
    file: `tensorflow-${TENSORFLOW_VERSION}-cp312-cp312-manylinux_2_27_x86_64.whl`,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    // Includes NVIDIA's libraries.
    spaceBytes: 12e9,
  },
};

const require = createRequire(import.meta.url);

/** npm packages of TensorFlow.js that may include a library of their own. */
const packages = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/** Installed TensorFlow library. */
export interface TensorFlowLibrary {
  readonly device: TensorFlowDevice;
  /** Path of the addon that is linked against it. */
  readonly binding: string;
  /** Description of its origin */
  readonly origin: string;
  /** Path of an addon that is loaded before `binding`, if there is one. */
  readonly quietLoader?: string;
}

/** Folder of a library that was built here, out of reach of package managers */
export function libraryFolder(device: TensorFlowDevice): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'longrange', `tensorflow-${TENSORFLOW_VERSION}-${device}-tfjs-${TFJS_NODE_VERSION}`);
}

/** Path of the addon in such a folder. The wheel has its libraries in a folder of this name, beside NVIDIA's. */
export function bindingIn(folder: string): string {
  return join(folder, 'tensorflow', 'tfjs_binding.node');
}

/** Path of the loader in such a folder that suppresses the messages of its libraries */
export function quietLoaderIn(folder: string): string {
  return join(folder, 'tensorflow', 'quiet_loader.node');
}

/**
 * Finds the library that was built here, else one that a TensorFlow.js package downloaded.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_MISSING`
 */
export function findLibrary(device: TensorFlowDevice): TensorFlowLibrary {
  const folder = libraryFolder(device);
  if (existsSync(bindingIn(folder))) {
    const origin = `TensorFlow ${TENSORFLOW_VERSION}, built here`;
    const quietLoader = quietLoaderIn(folder);
    return { device, binding: bindingIn(folder), origin, ...(existsSync(quietLoader) && { quietLoader }) };
  }
  const name = packages[device];
  const binding = bindingOf(name);
  if (binding !== undefined) return { device, binding, origin: `the library of ${name}` };
  throw new LongrangeError({
    code: 'ENGINE_TENSORFLOW_MISSING',
    message: `Expected TensorFlow's library, built here or downloaded by ${name}, found neither.`,
    hint: `longrange tensorflow${device === 'gpu' ? ' --gpu' : ''} builds it (Linux on x64, g++); --engine simd needs none.`,
  });
}

/** Addon installed by the install script of a package: `lib/napi-v8/tfjs_binding.node` */
function bindingOf(name: string): string | undefined {
  try {
    const folder = join(dirname(require.resolve(`${name}/package.json`)), 'lib');
    const paths = readdirSync(folder).map((version) => join(folder, version, 'tfjs_binding.node'));
    return paths.find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

/**
 * Finds the folder of `@tensorflow/tfjs-node`, an optional peer: its JavaScript and the sources of its addon. Both packages have the same.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_PACKAGE`
 */
export function tfjsNodeFolder(names: readonly string[] = Object.values(packages)): string {
  for (const name of names) {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      // It is not installed.
    }
  }
  throw new LongrangeError({
    code: 'ENGINE_TENSORFLOW_PACKAGE',
    message: `Expected the package ${packages.cpu}, which the engines node and node-gpu need, got none.`,
    hint: `npm install --ignore-scripts ${packages.cpu}@${TFJS_NODE_VERSION} where longrange is installed (--global if it is), then longrange tensorflow; --engine simd needs neither.`,
  });
}
