import { LongrangeError } from '@longrange/errors';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readModelFile, writeKeras } from '../src/index.ts';
import { loadHdf5 } from '../src/keras/hdf5.ts';
import { makeGroups } from '../src/keras/write-keras.ts';
import { writeSafetensors } from '../src/safetensors/safetensors.ts';
import { fixture, randomModel, safetensorsHeader, withSafetensorsHeader } from './testing.ts';
import '@tensorflow/tfjs-backend-cpu';

async function errorOf(bytes: Uint8Array, path: string): Promise<LongrangeError> {
  const error: unknown = await readModelFile(bytes, path).catch((refusal: unknown) => refusal);
  if (error instanceof LongrangeError) return error;
  throw new Error(`expected ${path} to be refused`, { cause: error });
}

type Json = Record<string, unknown>;
const keras = unzipSync(fixture('lstm-mixed-float16.keras'));
const config = JSON.parse(strFromU8(keras['config.json']!)) as {
  config: { layers: { class_name: string; config: Json }[] };
};

/** The fixture with its layers changed. */
function withLayers(change: (layers: typeof config.config.layers) => unknown): Uint8Array {
  const changed = structuredClone(config);
  change(changed.config.layers);
  return zipSync({ ...keras, 'config.json': strToU8(JSON.stringify(changed)) }, { level: 0 });
}

type Hdf5File = import('h5wasm').File;

const shapes: Readonly<Record<string, number[]>> = {
  'layers/embedding/vars/0': [7, 3],
  'layers/lstm/cell/vars/0': [3, 16],
  'layers/lstm/cell/vars/1': [4, 16],
  'layers/lstm/cell/vars/2': [16],
  'layers/lstm_1/cell/vars/0': [4, 16],
  'layers/lstm_1/cell/vars/1': [4, 16],
  'layers/lstm_1/cell/vars/2': [16],
  'layers/dense/vars/0': [4, 7],
  'layers/dense/vars/1': [7],
};

/** The fixture with weights of zeros, but for one, which `write` writes, or does not. */
async function withWeight(
  name: string,
  write: (file: Hdf5File, name: string) => unknown,
): Promise<Uint8Array> {
  const { hdf5, files } = await loadHdf5();
  const file = new hdf5.File('/tmp/hostile.h5', 'w');
  for (const [path, shape] of Object.entries(shapes)) {
    makeGroups(file, path.slice(0, path.lastIndexOf('/')));
    const data = new Float32Array(shape.reduce((a, b) => a * b));
    if (path === name) write(file, path);
    else file.create_dataset({ name: path, data, shape, dtype: '<f4' });
  }
  file.close();
  const weights = files.readFile('/tmp/hostile.h5');
  files.unlink('/tmp/hostile.h5');
  return zipSync({ ...keras, 'model.weights.h5': weights }, { level: 0 });
}

// reliability: model-files, model-file-writer
describe('what a model cannot hold is refused by name', () => {
  type Layers = { class_name: string; config: Json }[];
  it.each<[(layers: Layers) => unknown, RegExp]>([
    [(layers) => (layers[3]!.class_name = 'BatchNormalization'), /got BatchNormalization "dropout"/],
    [(layers) => (layers[2]!.class_name = 'Bidirectional'), /got Bidirectional "lstm"/],
    [(layers) => (layers[4]!.class_name = 'SimpleRNN'), /of one kind .* got LSTM and SimpleRNN/],
    [(layers) => (layers[4]!.config.units = 9), /of one size .* got 4 and 9 units/],
    [
      (layers) => (layers[2]!.config.activation = 'relu'),
      /`activation` of LSTM "lstm" .* "tanh", got "relu"/,
    ],
    [(layers) => (layers[2]!.config.recurrent_activation = 'hard_sigmoid'), /`recurrent_activation`/],
    [(layers) => (layers[2]!.config.go_backwards = true), /`go_backwards`/],
    [(layers) => (layers[1]!.config.mask_zero = true), /`mask_zero` of Embedding/],
    [(layers) => (layers[2]!.config.dtype = 'float16'), /float32 or mixed_float16 .* got "float16"/],
    [(layers) => (layers[1]!.config.input_dim = 8), /got 8 and 7/],
    [(layers) => layers.pop(), /Expected Dense as the last layer .* got Dropout|got LSTM/],
    [
      (layers) => (layers.at(-1)!.config.units = layers[1]!.config.input_dim = 50_000),
      /1 to 16,384 characters .* got 50000/,
    ],
  ])('in a layer, case %#', async (change, message) => {
    const error = await errorOf(withLayers(change), 'm.keras');
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ code: 'FORMAT_UNSUPPORTED', exitCode: 2 });
  });

  it('a GRU that resets before the product, a model that branches, a class of its own', async () => {
    const gru = unzipSync(fixture('gru-functional.keras'));
    const json = strFromU8(gru['config.json']!);
    const changed = async (text: string) =>
      (await errorOf(zipSync({ ...gru, 'config.json': strToU8(text) }), 'm.keras')).message;
    for (const [from, to, message] of [
      ['"reset_after": true', '"reset_after": false', /`reset_after` of GRU "memory"/],
      ['["memory", 0, 0]', '["characters", 0, 0]', /got Dropout "dropout_4" with "characters"/],
      ['"class_name": "Functional"', '"class_name": "MyModel"', /got "MyModel"/],
    ] as const)
      expect(await changed(json.replace(from, to))).toMatch(message);
  });

  it('weights alone, ONNX, tensors without a configuration, other versions of Keras', async () => {
    expect((await errorOf(keras['model.weights.h5']!, 'm.weights.h5')).message).toMatch(
      /without the attribute `model_config`/,
    );
    expect((await errorOf(new Uint8Array(9), 'm.onnx')).hint).toMatch(/does not read it/);
    const header = strToU8(JSON.stringify({ w: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }));
    const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
    expect((await errorOf(new Uint8Array([...length, ...header]), 'm.safetensors')).message).toMatch(
      /`longrange` in the __metadata__/,
    );
    const old = zipSync({ ...keras, 'metadata.json': strToU8('{"keras_version":"2.15.0"}') });
    expect((await errorOf(old, 'm.keras')).message).toMatch(/Keras 3 .* got version "2\.15\.0"/);
  });
});

// reliability: model-files, model-file-writer
describe('weights that are not as the configuration says', () => {
  const kernel = 'layers/dense/vars/0';
  const numbers = new Float32Array(28);

  const like = { data: numbers as Float32Array | Float64Array | Int32Array, shape: [4, 7], dtype: '<f4' };
  it.each<[string, RegExp, Partial<typeof like & { chunks: number[]; compression: 'gzip' }>]>([
    ['FORMAT_SHAPE_MISMATCH', /to be \[4,7\] of float32, .* got \[7,4\] of float32/, { shape: [7, 4] }],
    ['FORMAT_SHAPE_MISMATCH', /HDF5 type 1, 8 bytes/, { data: new Float64Array(28), dtype: '<d' }],
    ['FORMAT_SHAPE_MISMATCH', /HDF5 type 0/, { data: new Int32Array(28), dtype: '<i4' }],
    [
      'FORMAT_NON_FINITE',
      /NaN at element 9 of layers\/dense\/vars\/0/,
      { data: numbers.with(9, Number.NaN) },
    ],
    ['FORMAT_UNSUPPORTED', /compressed/, { chunks: [4, 7], compression: 'gzip' }],
  ])('%s: %s', async (code, message, options) => {
    const write = (file: Hdf5File, name: string) => file.create_dataset({ name, ...like, ...options });
    const error = await errorOf(await withWeight(kernel, write), 'm.keras');
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it.each<(file: Hdf5File, name: string) => void>([
    () => undefined,
    (file, name) => file.create_external_link('/etc/passwd', '/x', name),
    (file, name) => file.create_soft_link(`/${name}`, name),
  ])('not there, in another file, or in a circle: %#', async (write) => {
    const error = await errorOf(await withWeight(kernel, write), 'm.keras');
    expect([error.code, error.message]).toEqual([
      'FORMAT_SHAPE_MISMATCH',
      expect.stringMatching(/got no dataset/),
    ]);
  });
});

// reliability: model-files, model-file-writer
describe('archives', () => {
  it('unpack no more than the model takes, and no member of another path', async () => {
    const bomb = zipSync({ ...keras, 'model.weights.h5': new Uint8Array(2 ** 25) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await errorOf(bomb, 'm.keras')).toMatchObject({ code: 'FORMAT_TOO_LARGE' });
    const big = zipSync({ ...keras, 'model.weights.h5': new Uint8Array(2 ** 25) }, { level: 0 });
    expect(await errorOf(big, 'm.keras')).toMatchObject({ code: 'FORMAT_TOO_LARGE' });
    const { 'config.json': json, ...others } = keras;
    const elsewhere = zipSync({ ...others, '../config.json': json!, '/config.json': json! });
    expect((await errorOf(elsewhere, 'm.keras')).message).toMatch(/without config\.json/);
    const many = zipSync({
      ...keras,
      ...Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}`, new Uint8Array()])),
    });
    expect((await errorOf(many, 'm.keras')).message).toMatch(/more than 1000 members/);
    const longName = zipSync({ ...keras, ['x'.repeat(65_535)]: new Uint8Array() }, { level: 0 });
    expect((await readModelFile(longName, 'm.keras')).config.units).toBe(4);
  });

  it('whose directory states other sizes are unpacked no further than it states', async () => {
    const messageOf = async (archive: Uint8Array) => (await errorOf(archive, 'm.keras')).message;
    const stating = (size: number, level: 0 | 9) => {
      const archive = zipSync({ 'config.json': new Uint8Array(2 ** 20) }, { level });
      new DataView(archive.buffer).setUint32(Buffer.from(archive).indexOf('PK\x01\x02') + 24, size, true);
      return archive;
    };
    for (const level of [0, 9] as const)
      expect(await messageOf(stating(10, level))).toMatch(/got: config\.json longer than it claims to be/);
    expect(await messageOf(stating(2 ** 20 + 1, 0))).toMatch(
      /got: config\.json shorter than it claims to be/,
    );
  });

  it('with names of a megabyte in their JSON are errors of a readable length', async () => {
    const bytes = withLayers((layers) => {
      layers[3]!.class_name = 'x'.repeat(2 ** 20);
      layers[3]!.config.name = 'y'.repeat(2 ** 20);
    });
    expect((await errorOf(bytes, 'm.keras')).message.length).toBeLessThan(600);
    const deep = zipSync(
      { ...keras, 'config.json': strToU8(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) },
      { level: 0 },
    );
    expect((await errorOf(deep, 'm.keras')).message).toMatch(/nested more than 100 levels deep/);
  });
});

// reliability: model-files, model-file-writer
describe('safetensors', () => {
  it('holds everything against the configuration', async () => {
    const bytes = writeSafetensors(await randomModel());
    const header = safetensorsHeader(bytes);
    const messageOf = async (file: Uint8Array) => (await errorOf(file, 'm.safetensors')).message;
    for (const [text, message] of [
      [header.replace('"F32"', '"F16"'), /within its/],
      [header.replace('"F32"', '"F64"'), /of F32, F16, BF16, got .* of "F64"/],
      [header.replace('"F32"', '"toString"'), /of F32, F16, BF16, got .* of "toString"/],
      [header.replace('"lstm/kernel"', '"lstm/colonel"'), /1 more, such as "lstm\/colonel"/],
      [header.replace(/"data_offsets":\[0,/, '"data_offsets":[-4,'), /within its/],
      [header.replace(/"data_offsets":\[0,\d+/, '"data_offsets":[0,1e300'), /within its/],
      [`{"${'x'.repeat(2 ** 20)}":1,${header.slice(1)}`, /^.{0,600}$/s],
      ['['.repeat(100_000), /JSON/],
    ] as const)
      expect(await messageOf(withSafetensorsHeader(bytes, text))).toMatch(message);
    const nan = bytes.slice();
    new DataView(nan.buffer).setFloat32(nan.length - 4, Number.NaN, true);
    expect(await messageOf(nan)).toMatch(/finite weights .* NaN at element 5 of dense\/bias/);
    const long = bytes.slice();
    new DataView(long.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(await messageOf(long)).toMatch(/claim a header of/);
  });
});

// reliability: model-files
it('every file that is cut off, anywhere, is refused with one error', async () => {
  const model = await randomModel();
  const files: [string, Uint8Array][] = [
    ['m.keras', await writeKeras(model)],
    ['m.h5', fixture('rnn.h5')],
    ['m.safetensors', writeSafetensors(model)],
  ];
  for (const [path, bytes] of files) {
    for (const share of [0, 0.001, 0.5, 0.999]) {
      const { code } = await errorOf(bytes.slice(0, Math.floor(share * bytes.length)), path);
      expect(code).toMatch(/^FORMAT_/);
    }
  }
});

// Classes of files that the fuzzer found, or that it was written for (scripts/fuzz.mjs).

/** Safetensors with another configuration in its metadata. */
async function withConfig(change: (config: Json) => Json): Promise<Uint8Array> {
  const bytes = writeSafetensors(await randomModel());
  const header = JSON.parse(safetensorsHeader(bytes));
  header.__metadata__.longrange = JSON.stringify(change(JSON.parse(header.__metadata__.longrange)));
  return withSafetensorsHeader(bytes, JSON.stringify(header));
}

it('says what is wrong with a configuration in few words, however much is wrong', async () => {
  const long = 'x'.repeat(100_000);
  const changes: ((config: Json) => Json)[] = [
    (config) => ({ ...config, vocabulary: [long, `${long}y`] }),
    (config) => ({ ...config, [long]: 1 }),
    (config) => ({
      ...config,
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1])),
    }),
    (config) => ({ ...config, vocabulary: Array(16_000).fill(1) }),
  ];
  for (const change of changes) {
    const error = await errorOf(await withConfig(change), 'm.safetensors');
    expect(error).toMatchObject({ code: 'FORMAT_UNSUPPORTED', exitCode: 2 });
    expect(error.message.length).toBeLessThan(1500);
  }
});

it('shows control characters of a file instead of repeating them', async () => {
  const keras = unzipSync(fixture('gru-functional.keras'));
  const broken = zipSync({ ...keras, 'config.json': strToU8('{"\u001b[31m\u0000": \u001b}') });
  const { message } = await errorOf(broken, 'm.keras');
  expect(message).toMatch(/^Expected JSON as config\.json/);
  expect(message).not.toMatch(/[^\P{Cc}\n]/u);
});

// reliability: model-files, model-file-writer
it('takes no memory for weights that a file of this size cannot hold', async () => {
  const keras = unzipSync(await writeKeras(await randomModel()));
  const large = strFromU8(keras['config.json']!).replaceAll('"units":5', '"units":4000');
  const { code, message } = await errorOf(
    zipSync({ ...keras, 'config.json': strToU8(large) }, { level: 0 }),
    'm.keras',
  );
  expect(code).toBe('FORMAT_DAMAGED');
  expect(message).toMatch(/at least the \d{9} bytes of the weights/);
  const shared = await withConfig((config) => ({ ...config, units: 4000 }));
  expect((await errorOf(shared, 'm.safetensors')).message).toMatch(/Expected \d{9} bytes of numbers/);
});
