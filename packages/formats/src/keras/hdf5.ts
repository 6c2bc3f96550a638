import { describeValue, LongrangeError } from '@longrange/errors';
import { damaged, formatError } from '../format-error.ts';
import { checkFinite } from '../model-weights.ts';

type Hdf5 = typeof import('h5wasm');
type File = import('h5wasm').File;
type Entity = ReturnType<File['get']>;

let opened = 0;

/**
 * HDF5's own library, in WebAssembly. Its files are in memory, apart from the disk: a link to another file leads nowhere.
 */
export async function loadHdf5(): Promise<{ hdf5: Hdf5; files: NonNullable<Hdf5['FS']> }> {
  const hdf5 = await import('h5wasm');
  const library = await hdf5.ready;
  // Otherwise HDF5 prints its errors.
  library.activate_throwing_error_handler();
  return { hdf5, files: hdf5.FS! };
}

/**
 * Reads from an HDF5 file in memory.
 *
 * @throws LongrangeError FORMAT_DAMAGED, and what `read` throws
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
    return read(new Hdf5Reader(hdf5, file, path));
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw damaged(
      `Expected an HDF5 file in ${path}, got: ${String((error as Error).message ?? error).split('\n')[0]}.`,
      error,
    );
  } finally {
    file?.close();
    files.unlink(name);
  }
}

/** Weights and attributes of an open file. */
export class Hdf5Reader {
  readonly #hdf5: Hdf5;
  readonly #file: File;
  readonly #path: string;

  constructor(hdf5: Hdf5, file: File, path: string) {
    this.#hdf5 = hdf5;
    this.#file = file;
    this.#path = path;
  }

  /** Whether there is a group or dataset of that name. */
  has(name: string): boolean {
    return this.#get(name) !== null;
  }

  /** An attribute, undefined where there is none: text, or a list of texts. */
  attribute(group: string, name: string): unknown {
    const entity = this.#get(group);
    if (!(entity instanceof this.#hdf5.Group)) return undefined;
    return Object.hasOwn(entity.attrs, name) ? entity.attrs[name]?.json_value : undefined;
  }

  /**
   * A dataset of float32, checked before it is read.
   *
   * @throws LongrangeError FORMAT_SHAPE_MISMATCH, FORMAT_UNSUPPORTED where it is compressed, FORMAT_NON_FINITE, FORMAT_DAMAGED
   */
  floats(name: string, shape: readonly number[]): Float32Array {
    const path = this.#path;
    const entity = this.#get(name);
    if (!(entity instanceof this.#hdf5.Dataset)) throw missing(name, shape, path);
    const { type, size, littleEndian, shape: got, virtual_sources: sources } = entity.metadata;
    const isFloat32 = type === 1 && size === 4 && littleEndian;
    if (
      !isFloat32 ||
      got === null ||
      got.length !== shape.length ||
      got.some((length, i) => length !== shape[i])
    ) {
      const found = `${JSON.stringify(got)} of ${isFloat32 ? 'float32' : `HDF5 type ${type}, ${size} bytes`}`;
      throw formatError(
        'FORMAT_SHAPE_MISMATCH',
        `Expected ${describeValue(name)} in ${path} to be ${JSON.stringify(shape)} of float32, as its configuration says, got ${found}.`,
        'weights and configuration are not of one model; save it again.',
      );
    }
    // A few bytes may unpack to more than the memory holds, and sources of a virtual dataset are other files.
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
    } catch {
      return null;
    }
  }
}

function missing(name: string, shape: readonly number[], path: string): LongrangeError {
  return formatError(
    'FORMAT_SHAPE_MISMATCH',
    `Expected ${describeValue(name)} ${JSON.stringify(shape)} in ${path}, got no dataset of that name.`,
    'weights and configuration are not of one model; save it again.',
  );
}
