import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CharacterModel } from '@longrange/model';
import type { Download } from 'playwright-core';
import { afterAll } from 'vitest';
import { servePage } from '../../../apps/cli/src/report/serve-page.ts';
import { explorerPage } from '../../../apps/explorer/src/index.ts';
import { code, fileOf, startEngine, toyNetwork } from '../../../apps/explorer/tests/testing/toy-network.ts';

export const text = `${code.repeat(4)}# </script> \u202e\n`;
/** Opener that the page begins with: of it one network remembers more than the other. */
export const opener = code.indexOf('("a"');
export const note = 'Both remember little.\nIt was the first.';

/** A page with two toy networks. */
export interface ToyPage {
  readonly networks: readonly CharacterModel[];
  /** Addresses of the page as a file, and as it is served until the tests end. */
  readonly file: string;
  readonly served: string;
}

/** Writes a page with two toy networks into a folder, beside a file of the second one, and serves it. */
export async function toyPage(folder: string): Promise<ToyPage> {
  await startEngine();
  const networks = [await toyNetwork(), await toyNetwork({ network: 'mingru', mlpSize: 16 })];
  const models = [
    { name: 'toy "LSTM" <b>', bytes: await fileOf(networks[0]!) },
    { name: 'mingru', bytes: await fileOf(networks[1]!) },
  ];
  const page = await explorerPage({ models, text, opener, note });
  await writeFile(join(folder, 'explorer.html'), page);
  await writeFile(join(folder, 'own.safetensors'), models[1]!.bytes);
  const serving = new AbortController();
  afterAll(() => serving.abort());
  const served = await new Promise<string>((resolve) => {
    servePage(async () => page, 'computes', serving.signal, resolve);
  });
  return { networks, file: pathToFileURL(join(folder, 'explorer.html')).href, served };
}

/** Content of a download. */
export async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}
