import { createHash } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import type { Wheel } from '../versions.ts';

const CHUNK_BYTES = 1 << 22;
const HEADERS = 'tensorflow/include/';
/** Folders of headers that those of the C API include. */
const HEADER_FOLDERS =
  /^(?:tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring|xla\/tsl\/c\/)[\w/]*\.h$/;
const LIBRARIES = /^tensorflow\/libtensorflow_(?:cc|framework)\.so\.2$/;
const METADATA = /^[\w.-]+\.dist-info\/METADATA$/;

/**
 * That a file is the wheel it should be, to the bit.
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
 * Takes TensorFlow's two libraries and the headers of its C API out of a wheel that was checked: `tensorflow/…` below `folder`.
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

/** Bytes are written as they come: the larger library has 788 MB. */
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
