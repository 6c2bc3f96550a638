import { checkArgument, checkKeys, describeValue, isRecord } from '@longrange/errors';
import { parameterSpecifications, sizeOf } from '@longrange/model/internal';
import { damaged, formatError, LARGEST_JSON, mismatch, parseJson } from '../format-error.ts';
import {
  checkFinite,
  checkWeights,
  type ModelWeights,
  parsedConfig,
  type ReadModel,
} from '../model-weights.ts';

const LARGEST_FLOAT16 = 65_504;
/** Midpoint between the largest float16 and what would be the next one; from here on, rounding gives infinity. */
const FLOAT16_OVERFLOW = 65_520;
/** Smallest normal float16, 2^-14; smaller ones are multiples of 2^-24. */
const SMALLEST_NORMAL = 2 ** -14;
const SUBNORMALS_IN_ONE = 2 ** 24;
/** Difference between the exponent biases of float32 and float16, shifted past the 23 bits of the fraction. */
const BIAS = (127 - 15) << 23;
/** A double of this size has no fraction, so that adding it rounds to whole numbers, ties to even. */
const WHOLE = 2 ** 52;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Returns the bits of the float16 (IEEE 754 binary16) nearest to a float32 below 65,520, ties to even. */
function toFloat16(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (size < SMALLEST_NORMAL) return sign | (size * SUBNORMALS_IN_ONE + WHOLE - WHOLE);
  const rebased = (bits[0]! & 0x7fff_ffff) - BIAS;
  // Drops 13 bits of the fraction.
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

/** Returns the value of a float16 from its bits. */
function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return (sign * fraction) / SUBNORMALS_IN_ONE;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 0x400);
}

/**
 * Rounds the values of a parameter to float16.
 *
 * @throws LongrangeError FORMAT_NON_FINITE for values that float16 cannot hold
 */
function roundToFloat16(values: Float32Array, name: string): Uint16Array {
  const index = values.findIndex((value) => !(Math.abs(value) < FLOAT16_OVERFLOW));
  if (index < 0) return Uint16Array.from(values, toFloat16);
  throw formatError(
    'FORMAT_NON_FINITE',
    `Expected weights that float16 holds, within ±${LARGEST_FLOAT16}, got ${values[index]} at element ${index} of ${name}.`,
    'write float32, or take an earlier checkpoint if training diverged.',
  );
}

/** Number types that can be read, by their names in a header: bytes per number, and conversion to float32. */
const numberTypes = {
  F32: { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  F16: { bytes: 2, read: (buffer: ArrayBuffer) => Float32Array.from(new Uint16Array(buffer), fromFloat16) },
  BF16: {
    bytes: 2,
    read: (buffer: ArrayBuffer) =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer),
  },
} as const;

/** Key of `__metadata__` that holds our configuration, as JSON. */
const OWN_METADATA = 'longrange';
const LENGTH_BYTES = 8;

/** Options of `writeSafetensors`. */
export interface SafetensorsOptions {
  /** Type of the numbers; float16 rounds to the nearest, ties to even, and takes half the bytes. Default: float32. */
  readonly precision?: 'float32' | 'float16';
  /** Id of the language that the model writes, for programs that measure it. */
  readonly language?: string | undefined;
}

/**
 * Writes a model as `.safetensors`: its parameters by name, and in `__metadata__` under `longrange` its configuration, including the
 * vocabulary, as JSON, and under `language` its language.
 *
 * Format: https://github.com/huggingface/safetensors#format
 *
 * @throws LongrangeError ARGUMENT_INVALID, FORMAT_NON_FINITE for values that float16 cannot hold
 */
export function writeSafetensors(model: ModelWeights, options: SafetensorsOptions = {}): Uint8Array {
  checkWeights(model);
  checkKeys(options, ['precision', 'language']);
  const { precision = 'float32', language } = options;
  const isRounded = precision === 'float16';
  checkArgument(isRounded || precision === 'float32', 'precision', 'float32 or float16', precision);
  const isId = language === undefined || typeof language === 'string';
  checkArgument(isId, 'language', 'the id of a language', language);
  const dtype = isRounded ? 'F16' : 'F32';
  const { config, values } = model;
  let offset = 0;
  const header: Record<string, unknown> = {
    __metadata__: { format: 'longrange', [OWN_METADATA]: JSON.stringify(config), language },
  };
  const parameters = parameterSpecifications(config);
  for (const { name, shape } of parameters) {
    const end = offset + numberTypes[dtype].bytes * sizeOf(shape);
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces pad the header so that the numbers start at a multiple of eight bytes.
  const length = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(json, LENGTH_BYTES);
  const numbers = new (isRounded ? Uint16Array : Float32Array)(file.buffer, LENGTH_BYTES + length);
  let at = 0;
  for (const { name } of parameters) {
    const parameter = values.get(name)!;
    numbers.set(isRounded ? roundToFloat16(parameter, name) : parameter, at);
    at += parameter.length;
  }
  return file;
}

/**
 * Reads a file that `writeSafetensors` wrote, or another program with the same names and `__metadata__`, in F32, F16 or BF16.
 *
 * @param path path of the file, for errors
 * @throws LongrangeError FORMAT_…
 */
export function readSafetensors(bytes: Uint8Array, path: string): ReadModel {
  checkArgument(bytes instanceof Uint8Array, 'bytes', 'a Uint8Array', bytes);
  const { header, start } = readHeader(bytes, path);
  const { __metadata__: metadata, ...tensors } = header;
  const { [OWN_METADATA]: json, language } = isRecord(metadata) ? metadata : {};
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
  const got = bytes.length - start;
  const entries = parameters.map((parameter) => ({ ...parameter, type: typeOf(tensors[parameter.name]) }));
  const needed = entries.reduce((sum, { shape, type }) => sum + type.bytes * sizeOf(shape), 0);
  if (needed > got) throw damaged(`Expected ${needed} bytes of numbers in ${path}, got ${got}.`);
  const values = new Map(
    entries.map(({ name, shape, type }) => {
      const size = type.bytes * sizeOf(shape);
      const from = start + offsetOf(tensors[name], name, shape, size, got, path);
      const numbers = type.read(Uint8Array.from(bytes.subarray(from, from + size)).buffer);
      return [name, checkFinite(numbers, name, path)] as const;
    }),
  );
  return { config, values, hasVocabulary: true, ...(typeof language === 'string' && { language }) };
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

/** Returns the type of a tensor's numbers; F32 for one that cannot be read. */
function typeOf(entry: unknown) {
  const dtype = isRecord(entry) ? entry.dtype : undefined;
  return isReadable(dtype) ? numberTypes[dtype] : numberTypes.F32;
}

function isReadable(dtype: unknown): dtype is keyof typeof numberTypes {
  return typeof dtype === 'string' && Object.hasOwn(numberTypes, dtype);
}

/** Checks the entry of a tensor of `size` bytes, and returns its offset. */
function offsetOf(
  entry: unknown,
  name: string,
  shape: readonly number[],
  size: number,
  available: number,
  path: string,
): number {
  const { dtype, shape: got, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (!isReadable(dtype) || JSON.stringify(got) !== JSON.stringify(shape)) {
    const found = entry === undefined ? 'none' : `${describeValue(got)} of ${describeValue(dtype)}`;
    const types = Object.keys(numberTypes).join(', ');
    throw mismatch(`Expected ${name} in ${path} to be ${JSON.stringify(shape)} of ${types}, got ${found}.`);
  }
  const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  const isSound = Number.isSafeInteger(from) && (from as number) >= 0 && (to as number) <= available;
  if (!isSound || (to as number) - (from as number) !== size) {
    throw damaged(
      `Expected ${name} in ${path} within its ${available} bytes of numbers, got ${describeValue(offsets)}.`,
    );
  }
  return from as number;
}
