import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readModelFile, writeKeras, writeSafetensors } from '../src/index.ts';
import { fixture, randomModel, safetensorsHeader, withSafetensorsHeader } from '../src/testing.ts';
import '@tensorflow/tfjs-backend-cpu';

// Classes of files that the fuzzer found, or that it was written for (scripts/fuzz.mjs).

type Json = Record<string, unknown>;

/** Safetensors with another configuration in its metadata. */
async function withConfig(change: (config: Json) => Json): Promise<Uint8Array> {
  const bytes = writeSafetensors(await randomModel());
  const header = JSON.parse(safetensorsHeader(bytes));
  header.__metadata__.longrange = JSON.stringify(change(JSON.parse(header.__metadata__.longrange)));
  return withSafetensorsHeader(bytes, JSON.stringify(header));
}

const refusal = (bytes: Uint8Array, path: string): Promise<Error> =>
  readModelFile(bytes, path).then(
    () => new Error('nothing'),
    (error: Error) => error,
  );

it('says what is wrong with a configuration in few words, however much is wrong', async () => {
  const long = 'x'.repeat(100_000);
  const changes: ((config: Json) => Json)[] = [
    (config) => ({ ...config, vocabulary: [long, `${long}y`] }),
    (config) => ({ ...config, [long]: 1 }),
    (config) => ({
      ...config,
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1])),
    }),
    (config) => ({ ...config, vocabulary: Array(200_000).fill(1) }),
    (config) => ({ ...config, vocabulary: Array(16_000).fill(1) }),
  ];
  for (const change of changes) {
    const error = await refusal(await withConfig(change), 'm.safetensors');
    expect(error).toMatchObject({ code: 'FORMAT_UNSUPPORTED', exitCode: 2 });
    expect(error.message.length).toBeLessThan(1500);
  }
});

it('shows control characters of a file instead of repeating them', async () => {
  const keras = unzipSync(fixture('gru-functional.keras'));
  const broken = zipSync({ ...keras, 'config.json': strToU8('{"\u001b[31m\u0000": \u001b}') });
  const { message } = await refusal(broken, 'm.keras');
  expect(message).toMatch(/^Expected JSON as config\.json/);
  expect(message).not.toMatch(/[^\P{Cc}\n]/u);
});

it('takes no memory for weights that a file of this size cannot hold', async () => {
  const keras = unzipSync(await writeKeras(await randomModel()));
  const large = strFromU8(keras['config.json']!).replaceAll('"units":5', '"units":4000');
  const { code, message } = (await refusal(
    zipSync({ ...keras, 'config.json': strToU8(large) }, { level: 0 }),
    'm.keras',
  )) as Error & { code: string };
  expect(code).toBe('FORMAT_DAMAGED');
  expect(message).toMatch(/at least the \d{9} bytes of the weights/);
  const shared = await withConfig((config) => ({ ...config, units: 4000 }));
  expect((await refusal(shared, 'm.safetensors')).message).toMatch(/Expected \d{9} bytes of numbers/);
});
