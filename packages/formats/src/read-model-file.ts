import { checkArgument, describeValue } from '@longrange/errors';
import { damaged, formatError } from './format-error.ts';
import { readKeras, readLegacyH5 } from './keras/read-keras.ts';
import type { ReadModel } from './model-weights.ts';
import { readSafetensors } from './safetensors/safetensors.ts';

interface Reader {
  readonly endings: readonly string[];
  /** First bytes of such a file, if they identify it. */
  readonly beginsWith: readonly number[];
  read(bytes: Uint8Array, path: string): ReadModel | Promise<ReadModel>;
}

const readers: readonly Reader[] = [
  { endings: ['.keras'], beginsWith: [0x50, 0x4b], read: readKeras },
  { endings: ['.h5', '.hdf5'], beginsWith: [0x89, 0x48, 0x44, 0x46], read: readLegacyH5 },
  { endings: ['.safetensors'], beginsWith: [], read: readSafetensors },
];

/** Endings of the files that `readModelFile` reads. */
export const modelFileEndings: readonly string[] = readers.flatMap(({ endings }) => endings);

/** Maximum bytes of a file: no model exceeds 2 GiB, and Node reads no larger file at once. */
export const LARGEST_MODEL_FILE: number = 2 ** 31 - 1;

/** Returns true for the path of a file that `readModelFile` reads, or explicitly rejects. */
export function namesModelFile(path: string): boolean {
  return [...modelFileEndings, '.onnx'].some((ending) => path.toLowerCase().endsWith(ending));
}

/**
 * Reads a model from the bytes of a `.keras`, `.h5` or `.safetensors` file. Everything is verified before a tensor is created.
 *
 * @param path path whose ending determines the format; errors name it
 * @throws LongrangeError FORMAT_…
 */
export async function readModelFile(bytes: Uint8Array, path: string): Promise<ReadModel> {
  checkArgument(bytes instanceof Uint8Array, 'bytes', 'a Uint8Array', bytes);
  const lower = path.toLowerCase();
  const reader = readers.find(({ endings }) => endings.some((ending) => lower.endsWith(ending)));
  if (reader === undefined) {
    throw formatError(
      'FORMAT_UNSUPPORTED',
      `Expected a model in a file that ends in ${modelFileEndings.join(', ')}, got ${describeValue(path)}.`,
      lower.endsWith('.onnx')
        ? 'longrange writes ONNX and does not read it: a graph can be any function. Use the file that it was exported from.'
        : 'export it in one of these formats.',
    );
  }
  if (reader.beginsWith.some((byte, index) => bytes[index] !== byte)) {
    throw damaged(
      `Expected a ${reader.endings[0]} file in ${path}, got ${bytes.length} bytes that do not begin like one.`,
    );
  }
  return reader.read(bytes, path);
}
