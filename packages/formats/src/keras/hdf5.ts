import { describeValue, LongrangeError } from '@longrange/errors';
import { damaged, formatError, mismatch } from '../format-error.ts';
import { checkFinite } from '../model-weights.ts';

type Hdf5 = typeof import('h5wasm');
type File = import('h5wasm').File;
type Entity = ReturnType<File['get']>;

let opened = 0;
/** Path of the file on which the library crashed, if it did. */
let broken: string | undefined;

/**
 * Loads HDF5's own library as WebAssembly. Its file system is in memory, separate from the disk, so a link to another file leads nowhere.
 *
 * @throws LongrangeError FORMAT_READER_BROKEN
 */
export async function loadHdf5(): Promise<{ hdf5: Hdf5; files: NonNullable<Hdf5['FS']> }> {
  if (broken !== undefined) {
    throw formatError(
      'FORMAT_READER_BROKEN',
      `Expected a working HDF5 library, got one that crashed while reading ${broken} and can no longer be trusted.`,
      'restart the program, and read each untrusted file in a worker thread of its own.',
    );
  }
  const hdf5 = await import('h5wasm');
  const library = await hdf5.ready;
  // Otherwise HDF5 prints its errors.
  library.activate_throwing_error_handler();
  return { hdf5, files: hdf5.FS! };
}

/**
 * Reads from an HDF5 file in memory.
 *
 * @throws LongrangeError FORMAT_DAMAGED, and errors of `read`
 */
export async function readHdf5<T>(
  bytes: Uint8Array,
  path: string,
  read: (file: Hdf5Reader) => T,
): Promise<T> {
  const { hdf5, files } = await loadHdf5();
  const name = `/tmp/read-${opened++}.h5`;
  files.writeFile(name, bytes);
  let file: File | undefined;
  try {
    file = new hdf5.File(name, 'r');
    return read(new Hdf5Reader(hdf5, file, path, bytes.length));
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw damaged(`Expected an HDF5 file in ${path}, got: ${noteTrap(error, path).split('\n')[0]}.`, error);
  } finally {
    closeQuietly(file, path);
    files.unlink(name);
  }
}

/** Closes a file, ignoring errors: by now it has been read, or already rejected. */
function closeQuietly(file: File | undefined, path: string): void {
  try {
    file?.close();
  } catch (error) {
    noteTrap(error, path);
  }
}

/** Returns an error's message. After an invalid memory access or endless recursion, the library is not used again. */
function noteTrap(error: unknown, path: string): string {
  const message = String((error as Error).message ?? error);
  if (error instanceof WebAssembly.RuntimeError || /call stack/.test(message)) broken = path;
  return message;
}

/** Weights and attributes of an open file. */
export class Hdf5Reader {
  readonly #hdf5: Hdf5;
  readonly #file: File;
  readonly #path: string;
  /** Size of the file, which no part of it exceeds. */
  readonly #bytes: number;

  constructor(hdf5: Hdf5, file: File, path: string, bytes: number) {
    this.#hdf5 = hdf5;
    this.#file = file;
    this.#path = path;
    this.#bytes = bytes;
  }

  /**
   * Checks that the file is large enough for the values to read: a dataset without storage can claim any number of zeros.
   *
   * @throws LongrangeError FORMAT_DAMAGED
   */
  demandBytes(needed: number): void {
    if (this.#bytes >= needed) return;
    throw damaged(
      `Expected at least the ${needed} bytes of the weights in ${this.#path}, as its configuration says, got ${this.#bytes} bytes.`,
    );
  }

  /** Returns true if there is a group or dataset of that name. */
  has(name: string): boolean {
    return this.#get(name) !== null;
  }

  /** Returns the value of an attribute, a string or a list of strings; undefined if there is none. */
  attribute(group: string, name: string): unknown {
    const entity = this.#get(group);
    if (!(entity instanceof this.#hdf5.Group)) return undefined;
    const attribute = Object.hasOwn(entity.attrs, name) ? entity.attrs[name] : undefined;
    if (attribute === undefined) return undefined;
    const { size, total_size: count } = attribute.metadata;
    if (!(size * Number(count) <= this.#bytes)) {
      throw damaged(
        `Expected the attribute ${describeValue(name)} within the ${this.#bytes} bytes of ${this.#path}, got ${count} values of ${size} bytes.`,
      );
    }
    return attribute.json_value;
  }

  /**
   * Reads a dataset of float32, after checking it.
   *
   * @throws LongrangeError FORMAT_SHAPE_MISMATCH, FORMAT_UNSUPPORTED for a compressed one, FORMAT_NON_FINITE, FORMAT_DAMAGED
   */
  floats(name: string, shape: readonly number[]): Float32Array {
    const path = this.#path;
    const entity = this.#get(name);
    if (!(entity instanceof this.#hdf5.Dataset))
      throw mismatch(
        `Expected ${describeValue(name)} ${JSON.stringify(shape)} in ${path}, got no dataset of that name.`,
      );
    const { type, size, littleEndian, shape: got, virtual_sources: sources } = entity.metadata;
    const isFloat32 = type === 1 && size === 4 && littleEndian;
    if (!isFloat32 || JSON.stringify(got) !== JSON.stringify(shape)) {
      const found = `${JSON.stringify(got)} of ${isFloat32 ? 'float32' : `HDF5 type ${type}, ${size} bytes`}`;
      throw mismatch(
        `Expected ${describeValue(name)} in ${path} to be ${JSON.stringify(shape)} of float32, as its configuration says, got ${found}.`,
      );
    }
    // A few compressed bytes may unpack to more than fits in memory, and the sources of a virtual dataset are other files.
    if (entity.filters.length > 0 || (sources?.length ?? 0) > 0) {
      throw formatError(
        'FORMAT_UNSUPPORTED',
        `Expected ${describeValue(name)} in ${path} as Keras writes it, got a dataset that is compressed or made of others.`,
        'save the model with Keras.',
      );
    }
    const { value } = entity;
    if (!(value instanceof Float32Array))
      throw damaged(`Expected numbers as ${describeValue(name)} in ${path}, got ${describeValue(value)}.`);
    return checkFinite(value, name, path);
  }

  #get(name: string): Entity {
    try {
      return this.#file.get(name);
    } catch (error) {
      noteTrap(error, this.#path);
      if (broken !== undefined) throw error;
      return null;
    }
  }
}
