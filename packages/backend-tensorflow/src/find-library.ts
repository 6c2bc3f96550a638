import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { TENSORFLOW_VERSION, type TensorFlowDevice, TFJS_NODE_VERSION } from './versions.ts';

const require = createRequire(import.meta.url);

/** npm packages of TensorFlow.js that may have brought a library of their own. */
const packages = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/** A library of TensorFlow that is here. */
export interface TensorFlowLibrary {
  readonly device: TensorFlowDevice;
  /** The addon that is linked against it. */
  readonly binding: string;
  /** Whose it is, in words. */
  readonly origin: string;
  /** Loaded before `binding`, if there is one. */
  readonly quietLoader?: string;
}

/** Where a library that was built here is kept, out of reach of what installs packages. */
export function libraryFolder(device: TensorFlowDevice): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'longrange', `tensorflow-${TENSORFLOW_VERSION}-${device}-tfjs-${TFJS_NODE_VERSION}`);
}

/** The addon in such a folder. The wheel has its libraries in a folder of this name, beside that of NVIDIA's. */
export function bindingIn(folder: string): string {
  return join(folder, 'tensorflow', 'tfjs_binding.node');
}

/** What loads the libraries in such a folder without their greeting. */
export function quietLoaderIn(folder: string): string {
  return join(folder, 'tensorflow', 'quiet_loader.node');
}

/**
 * The library that was built here, else one that a package of TensorFlow.js has downloaded.
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
    hint: `longrange native${device === 'gpu' ? ' --gpu' : ''} builds it (Linux on x64, g++); --engine simd needs none.`,
  });
}

/** What the install script of a package has put there: `lib/napi-v8/tfjs_binding.node`. */
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
 * The folder of `@tensorflow/tfjs-node`: its JavaScript and the sources of its addon. Both packages have the same.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_PACKAGE`
 */
export function tfjsNodeFolder(): string {
  for (const name of Object.values(packages)) {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      // npm leaves it out where its install script fails.
    }
  }
  throw new LongrangeError({
    code: 'ENGINE_TENSORFLOW_PACKAGE',
    message: `Expected the package ${packages.cpu} ${TFJS_NODE_VERSION}, whose sources are compiled, to be installed, found it nowhere.`,
    hint: 'npm leaves it out where its install script fails: install again with --ignore-scripts.',
  });
}
