import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCorpus } from './load-corpus.ts';
import { countExtensions, openMember } from './open-source.ts';
import type { PackageEvent } from './packages/package-request.ts';
import { trainOnly as split, temporaryFolder } from './testing/helpers.ts';
import { type FileServer, serveFiles, serveNpm, servePython } from './testing/package-index.ts';

const MIT = 'License-Expression: MIT';

/** Release of `lib` with one module. */
const lib = (version = '1.0', text = 'a = 1\n', more: object = {}) => ({
  name: 'lib',
  version,
  modules: { 'lib/a.py': text },
  ...more,
});

describe('packages as sources', () => {
  let server: FileServer;
  let cache: string;

  beforeEach(async () => {
    server = await serveFiles();
    cache = join(await temporaryFolder(), 'cache');
    vi.stubEnv('LONGRANGE_CACHE', cache);
    vi.stubEnv('PIP_INDEX_URL', `${server.url}/simple`);
    vi.stubEnv('npm_config_registry', `${server.url}/npm`);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  async function load(sources: readonly string[], extensions = ['.py']) {
    const events: PackageEvent[] = [];
    const corpus = await loadCorpus({ sources, extensions, split, onPackage: (event) => events.push(event) });
    return { corpus, events, paths: corpus.documents.map(({ path }) => path) };
  }
  const asked = () => server.requests.map(({ path }) => path);
  /** Lists archives in the cache, including partial ones. */
  const kept = async () =>
    existsSync(cache)
      ? (await readdir(cache, { recursive: true })).filter((path) => /partial|\.whl/.test(path))
      : [];

  it('takes the newest release, tells the license before the download, and records what it was', async () => {
    const named = { name: 'some-lib', metadata: MIT };
    servePython(server, 'some-lib', [
      lib('1.9', 'a = 1\n', named),
      lib('1.10', 'a = 2\n', named),
      lib('1.11', 'a = 3\n', { ...named, isYanked: true }),
      lib('2.0rc1', 'a = 4\n', named),
    ]);
    let before: string[] = [];
    const corpus = await loadCorpus({
      sources: ['pypi:Some_Lib'],
      split,
      onPackage: ({ type }) => {
        if (type === 'package') before = asked();
      },
    });
    const file = 'some_lib-1.10-py3-none-any.whl';
    expect(before).toEqual(['/simple/some-lib/', `/files/${file}.metadata`]);
    expect(asked()).toEqual([...before, `/files/${file}`]);
    expect(corpus.split('train').text(0)).toBe('a = 2\n');
    expect(corpus.sources).toEqual(['pypi:some-lib==1.10']);
    expect(corpus.packages).toEqual([
      {
        requested: 'pypi:Some_Lib',
        source: 'pypi:some-lib==1.10',
        registry: 'pypi',
        name: 'some-lib',
        version: '1.10',
        license: 'MIT',
        file,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await kept()).toEqual([join('files', corpus.packages[0]!.sha256, file)]);
  });

  it('asks nobody for an exact version that the cache has, and fetches again what was changed there', async () => {
    servePython(server, 'lib', [lib('1.0', 'a = 1\n', { metadata: MIT })]);
    const first = await load(['pypi:lib==1.0']);
    server.requests.length = 0;
    const second = await load(['pypi:lib==1.0']);
    expect(asked()).toEqual([]);
    expect(second.events).toEqual([
      expect.objectContaining({ type: 'package', isCached: true, license: 'MIT' }),
    ]);
    expect(second.corpus.sha256).toBe(first.corpus.sha256);
    await writeFile(join(cache, (await kept())[0]!), 'other');
    expect((await load(['pypi:lib==1.0'])).corpus.sha256).toBe(first.corpus.sha256);
    expect(asked()).toContain('/files/lib-1.0-py3-none-any.whl');
  });

  it('prefers the wheel for every machine to the source distribution, and that to other wheels', async () => {
    const release = (kind: 'sdist' | 'platform-wheel' | 'wheel') =>
      lib('1.0', `kind = '${kind}'\n`, { kind, metadata: MIT });
    servePython(server, 'lib', [release('platform-wheel'), release('sdist'), release('wheel')]);
    expect((await load(['pypi:lib'])).corpus.split('train').text(0)).toBe("kind = 'wheel'\n");
    await rm(cache, { recursive: true });
    servePython(server, 'lib', [release('platform-wheel'), release('sdist')]);
    const { corpus, paths } = await load(['pypi:lib']);
    expect(corpus.split('train').text(0)).toBe("kind = 'sdist'\n");
    expect(paths).toEqual(['lib/lib/a.py']);
    // From the metadata of the wheel, as indexes rarely offer that of a source distribution.
    expect(corpus.packages[0]).toMatchObject({ license: 'MIT', file: 'lib-1.0.tar.gz' });
  });

  it('reads packages of npm beside others, in the version that npm installs', async () => {
    servePython(server, 'lib', [lib()]);
    serveNpm(server, '@some/tool', {
      latest: '1.10.0',
      releases: [
        { version: '1.10.0', license: 'ISC', files: { 'index.js': 'const a = 1;\n', 'package.json': '{}' } },
        { version: '1.9.0', files: { 'index.js': 'old\n' } },
        { version: '2.0.0-beta.1', files: { 'index.js': 'new\n' } },
      ],
    });
    const { corpus, paths } = await load(['npm:@some/tool', 'pypi:lib'], ['.js', '.py']);
    expect(paths).toEqual(['@some/tool/index.js', 'lib/a.py']);
    expect(corpus.packages.map(({ source, license }) => ({ source, license }))).toEqual([
      { source: 'npm:@some/tool@1.10.0', license: 'ISC' },
      { source: 'pypi:lib==1.0', license: null },
    ]);
    server.requests.length = 0;
    expect((await load(['npm:@some/tool@1.10.0'], ['.js'])).paths).toEqual(['@some/tool/index.js']);
    expect(asked()).toEqual([]);
  });

  it('takes only the archive of npm that is pinned, whatever the registry says it is', async () => {
    serveNpm(server, 'tool', {
      latest: '1.0.0',
      releases: [{ version: '1.0.0', files: { 'a.js': 'a;\n' } }],
    });
    const { body } = server.files.get('/npm/tool/-/1.0.0.tgz')!;
    const pin = (sha256: string) =>
      openMember({ name: 'npm:tool@1.0.0', pinned: { file: 'tool-1.0.0.tgz', sha256, license: 'MIT' } });
    await expect(pin('0'.repeat(64))).rejects.toMatchObject({ code: 'CORPUS_HASH' });
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect((await pin(sha256))!.package).toMatchObject({ license: 'MIT', sha256 });
    server.requests.length = 0;
    await pin(sha256);
    expect(asked()).toEqual([]);
    expect(await countExtensions(['npm:tool@1.0.0'])).toEqual(new Map([['.js', 1]]));
  });

  // reliability: packages, index-writer
  it('refuses an archive that is not what the index says, and keeps none of it', async () => {
    servePython(server, 'lib', [lib()]);
    server.files.set('/files/lib-1.0-py3-none-any.whl', { type: 'application/zip', body: 'something else' });
    const message = expect.stringMatching(
      /^Expected lib-1\.0-py3.* from .* to have sha256 [0-9a-f]{64}, got/,
    );
    await expect(load(['pypi:lib'])).rejects.toMatchObject({ code: 'CORPUS_HASH', message });
    expect(await kept()).toEqual([]);
  });

  // reliability: packages
  it('leaves nothing of a download that is cut off or ended', async () => {
    servePython(server, 'lib', [lib('1.0', 'a = 1\n'.repeat(9999), { kind: 'sdist' })]);
    const path = '/files/lib-1.0.tar.gz';
    const whole = server.files.get(path)!;
    server.files.set(path, { ...whole, cutAfter: 100 });
    await expect(load(['pypi:lib'])).rejects.toMatchObject({
      code: 'CORPUS_INDEX_UNREACHABLE',
      message: expect.stringMatching(/^Expected all of http.*lib-1\.0\.tar\.gz, got a part \(.*\)\.$/),
    });
    expect(await readdir(cache)).toEqual([]);
    server.files.set(path, whole);
    const controller = new AbortController();
    const ended = loadCorpus({
      sources: ['pypi:lib'],
      signal: controller.signal,
      onPackage: ({ type }) => type === 'download' && controller.abort(new Error('enough')),
    });
    await expect(ended).rejects.toThrow('enough');
    expect(await readdir(cache)).toEqual([]);
  });

  it('reads an exact version where no index answers, and for others says that none does', async () => {
    servePython(server, 'lib', [lib()]);
    await load(['pypi:lib']);
    await server.close();
    expect((await load(['pypi:lib==1.0'])).paths).toEqual(['lib/a.py']);
    await expect(load(['pypi:lib'])).rejects.toMatchObject({
      code: 'CORPUS_INDEX_UNREACHABLE',
      exitCode: 1,
      message: `Expected an answer from ${server.url}/simple/lib/, got none (ECONNREFUSED).`,
      hint: 'check the connection, and try again; an exact version in the cache needs none.',
    });
  });

  it.each([
    ['pypi:lib==2.0', 'PACKAGE_MISSING', /^Expected lib 2\.0 in the index .*, got others up to 1\.0\.$/],
    ['pypi:other', 'PACKAGE_MISSING', /^Expected a package other in the index .*, got no such package\.$/],
    ['npm:other', 'PACKAGE_MISSING', /^Expected a package other in the registry .*, got no such package\.$/],
    ['pypi:html', 'INDEX', /^Expected .* to answer as PEP 691 says, got no JSON \(text\/html\)\.$/],
    ['pypi:odd', 'INDEX', /^Expected .* to answer as PEP 691 says, got something else: Expected `files`/],
    ['pypi:lib>=2', 'PACKAGE_NAME', /^Expected a package as pypi:NAME or pypi:NAME==VERSION, got "pypi:lib/],
    ['npm:../x', 'PACKAGE_NAME', /^Expected a package as npm:NAME or npm:NAME@VERSION, got "npm:\.\.\/x"\.$/],
  ])('gives one clear error for %s', async (source, code, message) => {
    servePython(server, 'lib', [lib()]);
    server.files.set('/simple/html/', { type: 'text/html', body: '<a href="x.whl">x</a>' });
    server.files.set('/simple/odd/', { type: 'application/vnd.pypi.simple.v1+json', body: '{"name":"odd"}' });
    await expect(load([source])).rejects.toMatchObject({
      code: `CORPUS_${code}`,
      message: expect.stringMatching(message),
    });
  });

  // reliability: packages
  it('says that a name or a token is wanted, without showing those that are there', async () => {
    servePython(server, 'lib', [lib()]);
    server.authorization = `Basic ${Buffer.from('me:right').toString('base64')}`;
    vi.stubEnv('PIP_INDEX_URL', server.url.replace('//', '//me:wrong@').concat('/simple'));
    await expect(load(['pypi:lib'])).rejects.toMatchObject({
      code: 'CORPUS_INDEX',
      message: expect.stringMatching(/^(?!.*wrong).* to answer, got status 401\.$/),
      hint: expect.stringContaining('NAME:PASSWORD@ before the host in PIP_INDEX_URL'),
    });
    vi.stubEnv('PIP_INDEX_URL', server.url.replace('//', '//me:right@').concat('/simple'));
    expect((await load(['pypi:lib'])).paths).toEqual(['lib/a.py']);
  });
});
