import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { bindingIn, quietLoaderIn, tfjsNodeFolder } from '../find-library.ts';
import { runProgram, tellingLine } from './run-program.ts';

const nodeHeaders = join(
  dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
  'include',
);
/** Version of Node-API, the addon interface that is independent of the version of Node */
const NAPI_VERSION = 8;

/**
 * Compiles the unchanged sources of tfjs-node's addon against the libraries in `folder`, and puts it beside them, with the quiet loader.
 *
 * @throws LongrangeError `NATIVE_COMPILER` if there is no compiler, `NATIVE_COMPILE` if it fails; `ENGINE_TENSORFLOW_PACKAGE`
 */
export async function compileAddon(folder: string): Promise<void> {
  const binding = join(tfjsNodeFolder(), 'binding');
  const libraries = join(folder, 'tensorflow');
  mkdirSync(libraries, { recursive: true });
  const sources = readdirSync(binding).filter((name) => name.endsWith('.cc'));
  await compile(bindingIn(folder), [
    `-I${join(libraries, 'include')}`,
    ...sources.map((name) => join(binding, name)),
    ...[`-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
  ]);
  const loader = join(libraries, 'quiet_loader.cc');
  writeFileSync(loader, quietLoaderSource);
  await compile(quietLoaderIn(folder), [loader, '-ldl']);
  rmSync(loader);
}

/** Compiles a Node addon that looks for libraries in its own folder. */
async function compile(addon: string, parameters: readonly string[]): Promise<void> {
  const { succeeded, found, output } = await runProgram(compiler(), [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NAPI_VERSION}`, `-I${nodeHeaders}`],
    ...parameters,
    ...['-Wl,-rpath,$ORIGIN', '-o', addon],
  ]);
  if (succeeded) return;
  throw found ? failed(output) : noCompiler();
}

/** Checks that there is a compiler, before anything is downloaded. */
export async function demandCompiler(): Promise<void> {
  const { succeeded } = await runProgram(compiler(), ['--version']);
  if (!succeeded) throw noCompiler();
}

function compiler(): string {
  return process.env.CXX || 'g++';
}

function noCompiler(): LongrangeError {
  return new LongrangeError({
    code: 'NATIVE_COMPILER',
    message: `Expected a C++ compiler (${compiler()}), found none.`,
    hint: 'install one (Debian: apt-get install g++; Fedora: dnf install gcc-c++), or set CXX to yours.',
  });
}

function failed(output: string): LongrangeError {
  return new LongrangeError({
    code: 'NATIVE_COMPILE',
    message: `Expected ${compiler()} to compile the addon of tfjs-node, got: ${tellingLine(output)}`,
    hint: 'g++ 9 or newer is needed, for C++17.',
  });
}

/**
 * Source of an addon that loads TensorFlow's library from its own folder while standard error is discarded. On loading, the library writes
 * there that oneDNN is on, whatever `TF_CPP_MIN_LOG_LEVEL` is. No error is lost: tfjs-node's addon, loaded afterwards, hits it again.
 */
export const quietLoaderSource = `#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

NAPI_MODULE_INIT() {
  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) {
    dup2(nowhere, STDERR_FILENO);
    dlopen("libtensorflow_cc.so.2", RTLD_NOW);
    dup2(kept, STDERR_FILENO);
  }
  if (kept >= 0) close(kept);
  if (nowhere >= 0) close(nowhere);
  return exports;
}
`;
