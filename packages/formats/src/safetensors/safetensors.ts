import { describeValue, isRecord } from '@longrange/errors';
import { parameterSpecifications } from '@longrange/model';
import { parameterBytes, sizeOf } from '@longrange/model/internal';
import { damaged, formatError, LARGEST_JSON, mismatch, parseJson } from '../format-error.ts';
import {
  checkFinite,
  checkWeights,
  type ModelWeights,
  parsedConfig,
  type ReadModel,
} from '../model-weights.ts';

/** Key of `__metadata__` that holds our configuration, as JSON. */
const OWN_METADATA = 'longrange';
const LENGTH_BYTES = 8;

/**
 * Writes a model as `.safetensors`: its parameters by name, float32, and in `__metadata__` under `longrange` its configuration, including the
 * vocabulary, as JSON.
 *
 * Format: https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors(model: ModelWeights): Uint8Array {
  checkWeights(model);
  const { config, values } = model;
  let offset = 0;
  const header: Record<string, unknown> = {
    __metadata__: { format: 'longrange', [OWN_METADATA]: JSON.stringify(config) },
  };
  const parameters = parameterSpecifications(config);
  for (const { name, shape } of parameters) {
    const end = offset + 4 * sizeOf(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Blanks align the numbers to a multiple of eight.
  const length = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(json, LENGTH_BYTES);
  const numbers = new Float32Array(file.buffer, LENGTH_BYTES + length);
  let at = 0;
  for (const { name } of parameters) {
    const parameter = values.get(name)!;
    numbers.set(parameter, at);
    at += parameter.length;
  }
  return file;
}

/**
 * Reads a file that `writeSafetensors` wrote, or another program with the same names and `__metadata__`.
 *
 * @param path path of the file, for errors
 * @throws LongrangeError FORMAT_…
 */
export function readSafetensors(bytes: Uint8Array, path: string): ReadModel {
  const { header, start } = readHeader(bytes, path);
  const { __metadata__: metadata, ...tensors } = header;
  const json = isRecord(metadata) ? metadata[OWN_METADATA] : undefined;
  if (typeof json !== 'string') {
    throw formatError(
      'FORMAT_UNSUPPORTED',
      `Expected \`${OWN_METADATA}\` in the __metadata__ of ${path}, got ${describeValue(json)}.`,
      'tensors alone do not describe a model; longrange reads the files that it exported, and files saved with the same metadata.',
    );
  }
  const config = parsedConfig(parseJson(json, `\`${OWN_METADATA}\` in ${path}`), path);
  const parameters = parameterSpecifications(config);
  const surplus = Object.keys(tensors).filter(
    (name) => !parameters.some((parameter) => parameter.name === name),
  );
  if (surplus.length > 0) {
    throw mismatch(
      `Expected the ${parameters.length} tensors of the model in ${path}, got ${surplus.length} more, such as ${describeValue(surplus[0])}.`,
    );
  }
  // Tensors may not share bytes, or a small file could exhaust the memory.
  const [needed, got] = [parameterBytes(config), bytes.length - start];
  if (needed > got) throw damaged(`Expected ${needed} bytes of numbers in ${path}, got ${got}.`);
  const values = new Map(
    parameters.map(({ name, shape }) => {
      const from = start + offsetOf(tensors[name], name, shape, bytes.length - start, path);
      const numbers = new Float32Array(
        Uint8Array.from(bytes.subarray(from, from + 4 * sizeOf(shape))).buffer,
      );
      return [name, checkFinite(numbers, name, path)] as const;
    }),
  );
  return { config, values, hasVocabulary: true };
}

function readHeader(bytes: Uint8Array, path: string): { header: Record<string, unknown>; start: number } {
  if (bytes.length < LENGTH_BYTES)
    throw damaged(`Expected a safetensors file in ${path}, got ${bytes.length} bytes.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(Math.min(LARGEST_JSON, bytes.length - LENGTH_BYTES))) {
    throw damaged(
      `Expected a safetensors file in ${path}, got ${bytes.length} bytes that claim a header of ${length}.`,
    );
  }
  const start = LENGTH_BYTES + Number(length);
  const header = parseJson(bytes.subarray(LENGTH_BYTES, start), `the header of ${path}`);
  if (!isRecord(header))
    throw damaged(`Expected an object as the header of ${path}, got ${describeValue(header)}.`);
  return { header, start };
}

/** Offset of a tensor, after its entry was checked. */
function offsetOf(
  entry: unknown,
  name: string,
  shape: readonly number[],
  available: number,
  path: string,
): number {
  const { dtype, shape: got, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (dtype !== 'F32' || JSON.stringify(got) !== JSON.stringify(shape)) {
    const found = entry === undefined ? 'none' : `${describeValue(got)} of ${describeValue(dtype)}`;
    throw mismatch(`Expected ${name} in ${path} to be ${JSON.stringify(shape)} of F32, got ${found}.`);
  }
  const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  const isSound = Number.isSafeInteger(from) && (from as number) >= 0 && (to as number) <= available;
  if (!isSound || (to as number) - (from as number) !== 4 * sizeOf(shape)) {
    throw damaged(
      `Expected ${name} in ${path} within its ${available} bytes of numbers, got ${describeValue(offsets)}.`,
    );
  }
  return from as number;
}
