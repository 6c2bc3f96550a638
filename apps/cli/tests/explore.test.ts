import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '@longrange/formats/safetensors';
import { pretrainedExample } from '@longrange/models/internal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trainTiny } from './testing/tiny.ts';

const { cwd, call } = await trainTiny(afterAll);

beforeAll(async () => {
  await writeFile(join(cwd, 'begin.py'), 'print("</script>", [1])\n');
  await writeFile(join(cwd, 'long.py'), 'x = 1\n'.repeat(20_000));
});

/** What a page holds: names of networks, its text, and the bracket to query first. */
async function pageIn(name: string) {
  const page = await readFile(join(cwd, name), 'utf8');
  const models = [...page.matchAll(/data-model="([^"]*)"/g)].map(([, one]) => one!);
  const json = (id: string) => JSON.parse(new RegExp(`id="${id}">([^<]*)</script>`).exec(page)![1]!);
  expect(page).toContain('Content-Security-Policy');
  expect(page.match(/(?:src|href)="?http/g)).toBeNull();
  return { models, text: json('text'), opener: json('opener'), note: json('note') };
}

it('writes a page with the newest network, mingru and lstm, and a held-out document, and replaces it', async () => {
  expect(await call('explore')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^page {8}file:\/\/.*\/explorer\.html$/m),
    stderr: '',
  });
  const opening = { models: ['tiny', 'mingru', 'lstm'], opener: null, note: null };
  // The tiny network's corpus has not all characters of the example.
  const held = { ...opening, text: expect.stringMatching(/^def \w+_\d/) };
  expect(await pageIn('explorer.html')).toEqual(held);
  expect(await call('explore --text begin.py')).toMatchObject({ code: 0 });
  expect(await pageIn('explorer.html')).toEqual({ ...opening, text: 'print("</script>", [1])\n' });
});

it('begins with the example where mingru and lstm can be compared on it', async () => {
  for (const [name, words] of [
    ['untrained', '--runs none'],
    ['named', '--checkpoint pretrained:lstm --model pretrained:small pretrained:mingru'],
  ]) {
    expect(await call(`explore ${words} --output ${name}.html`)).toMatchObject({ code: 0 });
    const { models, text, opener, note } = await pageIn(`${name}.html`);
    expect(models).toEqual(name === 'untrained' ? ['mingru', 'lstm'] : ['lstm', 'small', 'mingru']);
    expect([text[opener], text[opener + pretrainedExample.distance]]).toEqual(['(', ')']);
    const [typical, ...chosen] = note.split('\n');
    expect(typical).toMatch(
      /^Over \d+ brackets in \d+ files .* minGRU remembers for 182 \(119–296\) characters/,
    );
    expect(chosen).toEqual([pretrainedExample.note]);
  }
});

it('puts runs and networks that come along into one page, each with its language', async () => {
  expect(await call('explore --model pretrained:small --text begin.py')).toMatchObject({ code: 0 });
  expect((await pageIn('explorer.html')).models).toEqual(['small']);
  await cp(join(cwd, 'runs/tiny'), join(cwd, 'runs/other'), { recursive: true });
  await writeFile(join(cwd, 'begin.ts'), 'print([1]);\n');
  const words = '--checkpoint tiny other --model pretrained:small --text begin.ts --output all.html';
  expect(await call(`explore ${words}`)).toMatchObject({ code: 0 });
  expect((await pageIn('all.html')).models).toEqual(['tiny', 'other', 'small']);
  const page = await readFile(join(cwd, 'all.html'), 'utf8');
  expect(JSON.parse(/id="language">([^<]*)</.exec(page)![1]!)).toBe('typescript');
  const files = [...page.matchAll(/data-file="model.safetensors">([^<]*)</g)];
  const languages = files.map(([, one]) => readSafetensors(Buffer.from(one!, 'base64'), '').language);
  expect(languages).toEqual(['python', 'python', 'python']);
});

it('lets the failures of a report open at their places', async () => {
  const line = 'eval --checkpoint tiny --suite quick --samples 2 --length 60 --skip-controls';
  const { code, stdout } = await call(`${line} --engine simd --threads 1 --explore`);
  expect(code).toBe(0);
  const [, address] = /^explorer {4}(file:.*)$/m.exec(stdout)!;
  const page = await readFile(fileURLToPath(address!), 'utf8');
  expect(page).toContain('data-model="tiny"');
  const [, json] = /id="places">([^<]*)<\/script>/.exec(page)!;
  const places: { name: string; text: string; opener: number }[] = JSON.parse(json!);
  expect(places.length).toBeGreaterThan(3);
  for (const { name, text, opener } of places) {
    const distance = Number.parseInt(name, 10);
    expect('([{'.indexOf(text[opener]!)).toBe(')]}'.indexOf(text[opener + distance]!));
  }
  const alone = await call('eval --text begin.py --explore');
  expect(alone).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Expected `--explore` with a run'),
  });
});

it.each([
  ['--checkpoint none', /got "none"/],
  ['--checkpoint tiny --language typescript', 'got TypeScript (--language) and Python (the run tiny).'],
  ['--text none.py', /none\.py/],
  ['--text long.py', 'Expected at most 100,000 characters in long.py, got 120,000.'],
  ['--model gguf:model.gguf', /Expected `--model` to be pretrained:NAME, got gguf:model\.gguf/],
  ['--model pretrained:larger', /Expected a known pretrained model, got `larger`/],
  ['--serve --output page.html', 'Expected --serve without `--output`'],
  ['--checkpoint tiny --output begin.py/page.html --text begin.py', /begin\.py/],
])('refuses %s, and writes nothing', async (options, words) => {
  const before = await readdir(cwd);
  const { code, stderr } = await call(`explore ${options}`);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(words);
  expect(await readdir(cwd)).toEqual(before);
});
