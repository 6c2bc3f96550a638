import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { measureContamination } from '../contamination.ts';
import { CorpusBuilder } from '../corpus-builder.ts';
import { describeCorpus } from '../describe-corpus.ts';
import { loadCorpus } from '../load-corpus.ts';
import { randomLines, temporaryFolder } from '../testing/helpers.ts';
import { type FileServer, serveFiles, servePython } from '../testing/package-index.ts';

it('splits what has no role as if it were alone, and takes copies of held-out text out of training', async () => {
  const encoder = new TextEncoder();
  const documents = Array.from({ length: 40 }, (_, index) => ({
    path: `free/${index}.py`,
    named: false,
    bytes: encoder.encode(randomLines(index, 40)),
  }));
  const alone = new CorpusBuilder({});
  for (const document of documents) alone.add(document);
  const free = alone.build([{ description: 'free' }]);

  const builder = new CorpusBuilder({});
  const add = (path: string, text: string, role: 'train' | 'projects') =>
    builder.add({ path, bytes: encoder.encode(text), named: false }, role);
  for (const document of documents) builder.add(document);
  const held = randomLines(100, 60);
  add('held/a.py', held, 'projects');
  add('held/b.py', randomLines(101, 60), 'projects');
  add('lib/own.py', randomLines(102, 60), 'train');
  add('lib/vendored.py', `# vendored\n${held}`, 'train');
  add('lib/test-copy.py', `# copied\n${free.split('test').text(0)}`, 'train');
  const corpus = builder.build([{ description: 'free' }, { description: 'lib' }]);

  const paths = (name: 'train' | 'validation' | 'test' | 'projects') =>
    corpus.split(name).documents.map(({ path }) => path);
  for (const name of ['validation', 'test'] as const) {
    expect(paths(name)).toEqual(free.split(name).documents.map(({ path }) => path));
  }
  expect(paths('projects')).toEqual(['held/a.py', 'held/b.py']);
  expect(paths('train')).toEqual([...free.split('train').documents.map(({ path }) => path), 'lib/own.py']);
  expect(corpus.statistics.droppedDocuments.heldOut).toBe(2);
  expect(corpus.statistics.documents).toBe(43);
  expect(describeCorpus(corpus)).toContain('\n  projects    2 documents, ');
  const measured = await measureContamination(corpus);
  expect(measured.map(({ split, copies }) => [split, copies[1]?.characters])).toEqual([
    ['validation', 0],
    ['test', 0],
    ['projects', 0],
  ]);
});

let server: FileServer;
beforeEach(async () => {
  server = await serveFiles();
  vi.stubEnv('LONGRANGE_CACHE', join(await temporaryFolder(), 'cache'));
  vi.stubEnv('PIP_INDEX_URL', `${server.url}/simple`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const old = randomLines(1, 80);
const short = 'x = 1\n';
const fresh = randomLines(2, 80);
type Release = readonly [version: string, uploadTime: string | undefined, modules: Record<string, string>];
const serve = (name: string, ...releases: readonly Release[]) =>
  servePython(
    server,
    name,
    releases.map(([version, uploadTime, modules]) => ({
      name,
      version,
      modules,
      ...(uploadTime && { uploadTime }),
    })),
  );
const load = (source: string) => loadCorpus({ sources: [source] });

it('holds out what is new in the newest release since a date, against the newest before it', async () => {
  serve(
    'one',
    ['1.0', '2026-01-01T00:00:00Z', { 'one/gone.py': fresh }],
    ['1.1', '2026-05-31T23:59:59Z', { 'one/old.py': old, 'one/short.py': short }],
    [
      ...(['1.2', '2026-06-01T00:00:00Z'] as const),
      { 'one/old.py': `# changed\n${old}`, 'one/short.py': short, 'one/new.py': `${fresh}${fresh}` },
    ],
  );
  // Nothing new, and new as a whole.
  serve('two', ['1.0', '2026-01-01T00:00:00Z', { 'two.py': randomLines(3, 80) }]);
  serve('three', ['1.0', '2026-07-01T00:00:00Z', { 'three.py': randomLines(4, 80) }]);
  const corpus = await load('pypi-since:2026-06:one,two,three');
  expect(corpus.documents.map(({ path, split }) => `${split} ${path}`)).toEqual([
    'projects one/new.py',
    'projects three.py',
  ]);
  expect(corpus.statistics.droppedDocuments.known).toBe(2);
  expect(corpus.packages.map(({ source }) => source)).toEqual([
    ...['pypi:one==1.2', 'pypi:one==1.1', 'pypi:two==1.0', 'pypi:three==1.0'],
  ]);
});

it('says so where nothing is new', async () => {
  serve(
    'one',
    ['1.0', '2026-01-01T00:00:00Z', { 'a.py': old }],
    ['1.1', '2026-07-01T00:00:00Z', { 'a.py': old }],
  );
  await expect(load('pypi-since:2026-06:one')).rejects.toThrow(
    /^Expected at least one document with text, got none from .*1 nearly a copy of an earlier release/,
  );
});

it('asks for a date, and for an index that knows when files were uploaded', async () => {
  for (const source of ['pypi-since:june', 'pypi-since:2026-13', 'pypi-since:2026-06:']) {
    await expect(load(source)).rejects.toThrow(
      `Expected a date as pypi-since:YYYY-MM or pypi-since:YYYY-MM-DD, got "${source}".`,
    );
  }
  serve('one', ['1.0', undefined, { 'one.py': old }]);
  await expect(load('pypi-since:2026-06:one')).rejects.toThrow(
    /^Expected the upload time of one-1\.0-py3-none-any\.whl \(PEP 700\) from .*, got none\.$/,
  );
});
