import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { figuresOf, startEngine } from '../scripts/small-text.mjs';
import { loadPretrained, modelNames, type PretrainedName } from '../src/pretrained.ts';

interface Card {
  readonly sha256: string;
  readonly smallText: { readonly float32: number; readonly float16: number };
  readonly written: string;
}
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url));
const fileOf = (name: PretrainedName) => read(`weights/${name}.safetensors`);
const cards: Readonly<Record<PretrainedName, Card>> = JSON.parse(read('cards.json').toString());

beforeAll(startEngine);

it('has a card for each model, and fits into a package', () => {
  expect(Object.keys(cards)).toEqual(modelNames);
  const sizes = modelNames.map(
    (name) => statSync(new URL(`../weights/${name}.safetensors`, import.meta.url)).size,
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(8e6);
  expect(sizes[modelNames.indexOf('small')]).toBeLessThan(500_000);
});

describe.each(modelNames)('%s', (name) => {
  const { sha256, smallText, written } = cards[name];

  it('is the file of its card', () => {
    expect(createHash('sha256').update(fileOf(name)).digest('hex')).toBe(sha256);
    expect(read('README.md').toString()).toContain(sha256);
  });

  it('reads and writes as its card says, in F16 almost as in float32', async () => {
    const { bits, written: now } = await figuresOf(fileOf(name));
    expect(now).toBe(written);
    expect(bits).toBeCloseTo(smallText.float16, 4);
    // Weights differ by at most 2^-11 of their size, in either direction.
    expect(Math.abs(bits - smallText.float32)).toBeLessThan(1e-3);
  });
});

it('is fetched where there is no Node', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  onTestFinished(() => void vi.restoreAllMocks());
  const fetched: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    fetched.push(url.href.slice(url.href.lastIndexOf('/') + 1));
    return fetched.length === 1 ? new Response(readFileSync(url)) : new Response('', { status: 404 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const model = await loadPretrained('small');
  expect(model.config.vocabulary).toContain('(');
  model.dispose();
  await expect(loadPretrained('lstm')).rejects.toMatchObject({
    code: 'PRETRAINED_MISSING',
    message: expect.stringMatching(/^Expected the weights of lstm at .*, got: status 404\.$/),
  });
  expect(fetched).toEqual(['small.safetensors', 'lstm.safetensors']);
});

// reliability: verified-files
it('refuses weights in which a bit has flipped', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  onTestFinished(() => void vi.restoreAllMocks());
  const bytes = fileOf('small');
  bytes[bytes.length - 1]! ^= 1;
  vi.stubGlobal('fetch', async () => new Response(bytes));
  onTestFinished(() => void vi.unstubAllGlobals());
  const got = createHash('sha256').update(bytes).digest('hex');
  await expect(loadPretrained('small')).rejects.toMatchObject({
    code: 'PRETRAINED_DAMAGED',
    message: expect.stringMatching(
      new RegExp(
        `^Expected the weights of small at .* to have the SHA-256 ${cards.small.sha256}, got ${got} `,
      ),
    ),
  });
});

it('names the models where it knows none of that name', async () => {
  await expect(loadPretrained('lst' as 'lstm')).rejects.toMatchObject({
    code: 'PRETRAINED_UNKNOWN',
    message: 'Expected a known pretrained model, got `lst`. Did you mean `lstm`?',
    hint: `the models are ${modelNames.join(', ')}.`,
  });
});
