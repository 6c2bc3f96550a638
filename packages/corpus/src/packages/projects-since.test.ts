import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadCorpus } from '../load-corpus.ts';
import { type FileServer, serveFiles, servePython } from '../testing/package-index.ts';
import { randomLines } from '../testing/random-lines.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

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
const load = (source: string) => loadCorpus({ sources: [source] });

it('holds out what is new in the newest release since a date, against the newest before it', async () => {
  servePython(server, 'one', [
    { name: 'one', version: '1.0', modules: { 'one/gone.py': fresh }, uploadTime: '2026-01-01T00:00:00Z' },
    {
      ...{ name: 'one', version: '1.1', uploadTime: '2026-05-31T23:59:59Z' },
      modules: { 'one/old.py': old, 'one/short.py': short },
    },
    {
      ...{ name: 'one', version: '1.2', uploadTime: '2026-06-01T00:00:00Z' },
      modules: { 'one/old.py': `# changed\n${old}`, 'one/short.py': short, 'one/new.py': `${fresh}${fresh}` },
    },
  ]);
  // Nothing new, and new as a whole.
  servePython(server, 'two', [
    {
      name: 'two',
      version: '1.0',
      modules: { 'two.py': randomLines(3, 80) },
      uploadTime: '2026-01-01T00:00:00Z',
    },
  ]);
  servePython(server, 'three', [
    {
      name: 'three',
      version: '1.0',
      modules: { 'three.py': randomLines(4, 80) },
      uploadTime: '2026-07-01T00:00:00Z',
    },
  ]);
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
  const release = (version: string, uploadTime: string) => ({
    name: 'one',
    version,
    modules: { 'one.py': old },
    uploadTime,
  });
  servePython(server, 'one', [
    release('1.0', '2026-01-01T00:00:00Z'),
    release('1.1', '2026-07-01T00:00:00Z'),
  ]);
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
  servePython(server, 'one', [{ name: 'one', version: '1.0', modules: { 'one.py': old } }]);
  await expect(load('pypi-since:2026-06:one')).rejects.toThrow(
    /^Expected the upload time of one-1\.0-py3-none-any\.whl \(PEP 700\) from .*, got none\.$/,
  );
});
