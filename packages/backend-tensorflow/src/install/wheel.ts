import { createHash } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { TENSORFLOW_VERSION, type Wheel } from '../find-library.ts';
import { runProgram, tellingLine } from './run-program.ts';

/** Platform and Python version of the wheels, whichever Python runs pip. */
const TARGET = ['--only-binary=:all:', '--platform=manylinux_2_27_x86_64', '--python-version=3.12'];
const QUIET = ['--disable-pip-version-check', '--no-input', '--quiet', '--no-cache-dir'];

/**
 * Downloads a wheel with pip, from the index that pip is configured to use.
 *
 * @returns its path in `folder`
 * @throws LongrangeError `NATIVE_PIP`, `NATIVE_DOWNLOAD`
 */
export async function downloadWheel(wheel: Wheel, folder: string): Promise<string> {
  const requirement = `${wheel.project}==${TENSORFLOW_VERSION}`;
  await pip(
    ['download', ...QUIET, ...TARGET, '--no-deps', `--dest=${resolve(folder)}`, requirement],
    requirement,
  );
  return join(folder, wheel.file);
}

/**
 * Installs packages, without their dependencies, into a folder.
 *
 * @param requirements as in a package's metadata: `nvidia-cudnn-cu12<10.0,>=9.3.0.75`
 * @throws LongrangeError `NATIVE_PIP`, `NATIVE_DOWNLOAD`
 */
export async function installInto(folder: string, requirements: readonly string[]): Promise<void> {
  await pip(
    // NVIDIA's wheels have an older platform tag, which must be named as well.
    [
      ...[
        'install',
        ...QUIET,
        ...TARGET,
        '--platform=manylinux2014_x86_64',
        '--platform=manylinux_2_17_x86_64',
      ],
      ...['--no-deps', `--target=${resolve(folder)}`, ...requirements],
    ],
    "NVIDIA's libraries",
  );
}

/** Runs pip in the user's home folder: in the current one, a file `pip.py` would run in its place. */
async function pip(parameters: readonly string[], what: string): Promise<void> {
  const named = process.env.LONGRANGE_PYTHON || 'python3';
  const python = named.includes(sep) ? resolve(named) : named;
  const { succeeded: there } = await runProgram(python, ['-m', 'pip', '--version'], homedir());
  if (!there) {
    throw new LongrangeError({
      code: 'NATIVE_PIP',
      message: `Expected ${python} to have pip, which downloads ${what}, but \`${python} -m pip --version\` failed.`,
      hint: 'install it (Debian: apt-get install python3-pip), set LONGRANGE_PYTHON to a Python that has it, or name a wheel that was downloaded elsewhere with --wheel.',
    });
  }
  const { succeeded, output } = await runProgram(python, ['-m', 'pip', ...parameters], homedir());
  if (succeeded) return;
  const full = /no space left/i.test(output);
  throw new LongrangeError({
    code: full ? 'NATIVE_DISK' : 'NATIVE_DOWNLOAD',
    message: `Expected pip to download ${what}, got: ${tellingLine(output)}`,
    hint: full
      ? 'free some space, or set XDG_CACHE_HOME to a folder on another disk.'
      : 'check the network and the index of pip (pip config list), or name a wheel that was downloaded elsewhere with --wheel.',
  });
}

const CHUNK_BYTES = 1 << 22;
const HEADERS = 'tensorflow/include/';
/** Header files that those of the C API include. */
const HEADER_FOLDERS =
  /^(?:tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring|xla\/tsl\/c\/)[\w/]*\.h$/;
const LIBRARIES = /^tensorflow\/libtensorflow_(?:cc|framework)\.so\.2$/;
const METADATA = /^[\w.-]+\.dist-info\/METADATA$/;

/**
 * Checks by its hash that a file is exactly the expected wheel.
 *
 * @throws LongrangeError `NATIVE_WHEEL`
 */
export async function checkWheel(path: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) hash.update(chunk);
  const sha256 = hash.digest('hex');
  if (sha256 === wheel.sha256) return;
  throw new LongrangeError({
    code: 'NATIVE_WHEEL',
    message: `Expected ${basename(path)} to be ${wheel.file} with the SHA-256 ${wheel.sha256}, got ${sha256}.`,
    hint: 'download it again; if this repeats, report it to the maintainers of the index.',
  });
}

/**
 * Extracts TensorFlow's two libraries and the headers of its C API from a checked wheel: `tensorflow/…` below `folder`.
 *
 * @returns the wheel's metadata
 */
export function unpackWheel(path: string, folder: string): string {
  let metadata = '';
  const unzip = new Unzip((file) => {
    if (METADATA.test(file.name)) collect(file, (text) => (metadata += text));
    else if (isWanted(file.name)) writeTo(file, join(folder, file.name));
  });
  unzip.register(UnzipInflate);
  const source = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const length = readSync(source, chunk);
      if (length === 0) break;
      unzip.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(source);
  }
  return metadata;
}

function isWanted(name: string): boolean {
  if (LIBRARIES.test(name)) return true;
  return name.startsWith(HEADERS) && HEADER_FOLDERS.test(name.slice(HEADERS.length));
}

function collect(file: UnzipFile, add: (text: string) => void): void {
  const decoder = new TextDecoder();
  file.ondata = (error, data) => {
    if (error !== null) throw error;
    add(decoder.decode(data, { stream: true }));
  };
  file.start();
}

/** Writes a file of the wheel chunk by chunk, since the larger library has 788 MB. */
function writeTo(file: UnzipFile, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const target = openSync(path, 'w');
  file.ondata = (error, data, isLast) => {
    if (error !== null) throw error;
    for (let written = 0; written < data.length; ) written += writeSync(target, data, written);
    if (isLast) closeSync(target);
  };
  file.start();
}
