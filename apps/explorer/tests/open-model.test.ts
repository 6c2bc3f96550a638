import { modelToFiles } from '@longrange/model';
import { zipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { openModel } from '../src/worker/open-model.ts';
import { fileOf, startEngine, toyNetwork } from './testing/toy-network.ts';

let file: Uint8Array;
beforeAll(async () => {
  await startEngine();
  file = await fileOf(await toyNetwork());
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
const opened = (name: string, bytes: Uint8Array) => openModel([{ name, bytes }]);

it('opens a safetensors file, and one in an archive', async () => {
  const expected = (await opened('toy.safetensors', file)).model.description;
  expect(
    (await opened('all.ZIP', zipSync({ 'folder/toy.safetensors': file, 'notes.txt': bytesOf('x') }))).model
      .description,
  ).toBe(expected);
});

it.each([
  ['typescript', 'typescript'],
  ['none that is known', undefined],
  [undefined, undefined],
])('tells the language of a file, here %s', async (named, told) => {
  const { language } = await opened('toy.safetensors', await fileOf(await toyNetwork(), named));
  expect(language).toBe(told);
});

it.each([
  [
    'javascript',
    JSON.stringify({ sessions: [{ provenance: { corpus: { config: { language: 'javascript' } } } }] }),
  ],
  [undefined, '{"sessions": []}'],
  [undefined, 'damaged'],
])('tells the language of a run, here %s', async (told, record) => {
  const { description, weights } = await modelToFiles(await toyNetwork());
  const folder = 'mine/checkpoints/step-000001';
  const archive = zipSync({
    'mine/config.json': bytesOf(record),
    [`${folder}/model.json`]: description,
    [`${folder}/weights.bin`]: weights,
  });
  expect((await opened('mine.zip', archive)).language).toBe(told);
});

it.each([
  ['nothing', [], 'got nothing'],
  ['another kind', [{ name: 'a.txt', bytes: bytesOf('x') }], 'got a.txt'],
  ['Keras', [{ name: 'a.keras', bytes: bytesOf('x') }], 'got a.keras'],
  [
    'a description alone',
    [{ name: 'run/model.json', bytes: bytesOf('{}') }],
    'Expected weights.bin beside run/model.json',
  ],
  [
    'no archive',
    [{ name: 'a.zip', bytes: bytesOf('PK, or not') }],
    'Expected a zip archive in a.zip, got: a file without a directory.',
  ],
  ['an empty archive', [{ name: 'a.zip', bytes: zipSync({}) }], 'Expected a folder of a checkpoint'],
  ['a name that turns around', [{ name: 'a\u202Etxt', bytes: bytesOf('x') }], 'got a\\u202etxt'],
])('says what came: %s', async (_, files, words) => {
  await expect(openModel(files)).rejects.toThrow(words);
});

/** An archive whose central directory states another size of its first file. */
function stating(archive: Uint8Array, size: number): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const entry = archive.findIndex(
    (_, at) => at + 4 <= archive.length && view.getUint32(at, true) === 0x02014b50,
  );
  view.setUint32(entry + 24, size, true);
  return archive;
}

// reliability: archives
it('refuses an archive that unpacks to too much, before it is unpacked', async () => {
  const bomb = stating(zipSync({ 'model.json': new Uint8Array(9) }), 2 ** 27);
  await expect(opened('bomb.zip', bomb)).rejects.toThrow('Expected at most 64 MiB, got 128 MiB');
  const many = zipSync(
    Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.txt`, new Uint8Array()])),
  );
  await expect(opened('many.zip', many)).rejects.toThrow('Expected at most 1000 files');
});

// reliability: archives
it.each([0, 9] as const)('unpacks no more than an archive states, here at level %i', async (level) => {
  const bomb = stating(zipSync({ 'model.json': new Uint8Array(2 ** 21) }, { level }), 10);
  await expect(opened('bomb.zip', bomb)).rejects.toThrow(
    'Expected a zip archive in bomb.zip, got: model.json longer than it claims to be.',
  );
});
