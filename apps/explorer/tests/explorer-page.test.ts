import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { explorerPage, type PageOptions } from '../src/index.ts';

const models = [{ name: 'mine', bytes: new Uint8Array([1, 2, 255]) }];

/** Content of the scripts of a page by a pattern of their attributes. */
function scripts(page: string, attributes: RegExp): string[] {
  const all = [...page.matchAll(/<script((?:"[^"]*"|[^">])*)>([\s\S]*?)<\/script>/g)];
  return all.filter(([, own]) => attributes.test(own!)).map(([, , content]) => content!);
}

it('holds networks, text, opener, note and places as they are, whatever they contain', async () => {
  const text = '</script><script>alert(1)</script><!-- \u202e $& $1 \u2028\n';
  const places = [{ name: '<b>', text: '</script>', opener: 3 }];
  const page = await explorerPage({
    models: [{ name: 'a"><img src=x> & b', bytes: models[0]!.bytes }],
    text,
    opener: 25,
    note: '</script>',
    places,
  });
  expect(scripts(page, /id="text"/).map((one) => JSON.parse(one))).toEqual([text]);
  expect(scripts(page, /id="places"/).map((one) => JSON.parse(one))).toEqual([places]);
  const others = scripts(page, /id="(?:opener|note|language)"/);
  expect(others).toEqual(['25', String.raw`"\u003c/script>"`, 'null']);
  expect(scripts(page, /data-model/)).toEqual([Buffer.from([1, 2, 255]).toString('base64')]);
  expect(page).toContain('data-model="a&quot;>&lt;img src=x> &amp; b"');
  expect(page).not.toContain('<script>alert');
});

it('runs one script, which its policy names by its hash, and names no address', async () => {
  const page = await explorerPage({ models, text: '' });
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]{44}' 'wasm-unsafe-eval' blob:;/);
  expect(policy).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')|connect-src|https?:/);
  const [own, ...others] = scripts(page, /^$/);
  expect(others).toEqual([]);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(own));
  expect(policy).toContain(`'sha256-${Buffer.from(hash).toString('base64')}'`);
  expect(page.match(/\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\//g)).toBeNull();
});

it('has at most 400 KB without networks, compressed', () => {
  const template = readFileSync(new URL('../page/explorer.html', import.meta.url));
  expect(gzipSync(template, { level: 9 }).length).toBeLessThanOrEqual(400 * 1024);
});

it('refuses models without bytes', async () => {
  const wrong = { models: [{ name: 'a', bytes: 'a.safetensors' }], text: '' } as unknown as PageOptions;
  await expect(explorerPage(wrong)).rejects.toThrow(
    'Expected `models` to be a list of `{ name, bytes }`, bytes in a Uint8Array, got [{"name"',
  );
});
