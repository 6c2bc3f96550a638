import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { stdlibSource } from '../open-source.ts';
import { readSource, temporaryFolder } from '../testing/helpers.ts';
import { makeTar } from '../testing/make-tar.ts';
import { tarSource } from './tar.ts';
import { zipSource } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) => fileURLToPath(new URL(`__fixtures__/${name}`, import.meta.url));
const LONG_PATH = `${'a_folder_with_a_rather_long_name/'.repeat(8)}long.py`;

async function readBytes(bytes: Uint8Array, name: string) {
  const file = join(temporaryFolder({ [name]: bytes }), name);
  return readSource(tarSource(file, { gzip: name.endsWith('gz') }));
}

describe('tarSource', () => {
  for (const name of ['gnu.tar.gz', 'pax.tgz']) {
    it(`reads long names and names beyond ASCII from ${name}`, async () => {
      const { texts, dropped } = await readSource(tarSource(fixture(name), { gzip: true }));
      expect(texts).toEqual({
        'pkg/one.py': 'one = 1\n',
        'pkg/naïve.py': 'naive = 2\n',
        [LONG_PATH]: 'long = 3\n',
        'pkg/empty.py': '',
      });
      expect(dropped).toEqual(['extension pkg/notes.txt', 'link pkg/link.py']);
    });
  }

  it("reads ustar's divided paths", async () => {
    const { texts } = await readSource(tarSource(fixture('ustar.tar'), { gzip: false }));
    expect(texts).toEqual({
      'pkg/one.py': 'one = 1\n',
      [`${'folder_of_twenty_chr/'.repeat(6)}long.py`]: 'long = 3\n',
    });
  });

  it('reads an archive without its closing blocks', async () => {
    const tar = makeTar([{ name: 'a.py', data: 'a' }]).subarray(0, -1024);
    expect((await readBytes(tar, 'x.tar')).texts).toEqual({ 'a.py': 'a' });
  });

  it('refuses an archive that is cut off, damaged or none at all', async () => {
    const gzipped = readFileSync(fixture('gnu.tar.gz'));
    const plain = gunzipSync(gzipped);
    const archives: [Uint8Array, string][] = [
      [gzipped.subarray(0, 150), 'x.tar.gz'],
      [bytes('no archive'), 'x.tgz'],
      [bytes('no archive'), 'x.tar'],
      [new Uint8Array(0), 'x.tar'],
      [plain.subarray(0, 1024 + 3), 'x.tar'],
      [plain.subarray(0, 700), 'x.tar'],
      [plain.fill(1, 520, 521), 'x.tar'],
    ];
    for (const [content, name] of archives)
      await expect(readBytes(content, name)).rejects.toMatchObject({ code: 'CORPUS_ARCHIVE_CORRUPT' });
  });
});

const sample = () =>
  zipSync({
    'pkg/a.py': bytes('a = 1\n'.repeat(100)),
    'pkg/stored.py': [bytes('b = 2\n'), { level: 0 }],
    'pkg/c.txt': bytes('c'),
    '__MACOSX/pkg/._a.py': bytes('resource'),
  });

async function readZip(archive: Uint8Array) {
  return readSource(zipSource(join(temporaryFolder({ 'x.zip': archive }), 'x.zip')));
}

describe('zipSource', () => {
  it('reads deflated and stored files', async () => {
    const { texts, dropped } = await readZip(sample());
    expect(texts).toEqual({ 'pkg/a.py': 'a = 1\n'.repeat(100), 'pkg/stored.py': 'b = 2\n' });
    expect(dropped).toEqual(['extension pkg/c.txt', 'hidden __MACOSX/pkg/._a.py']);
  });

  it('reads ZIP64 archives and names beyond ASCII', async () => {
    const file = fileURLToPath(new URL('__fixtures__/zip64.zip', import.meta.url));
    expect((await readSource(zipSource(file))).texts).toEqual({
      'pkg/one.py': 'one = 1\n',
      'pkg/naïve.py': 'naive = 2\n',
    });
  });

  it.each([
    ['encrypted files', 8, 1],
    ['methods that are not known', 10, 93],
  ])('leaves out %s', async (_, offset, value) => {
    const archive = sample();
    const view = new DataView(archive.buffer);
    const entry = Buffer.from(archive).indexOf(Buffer.from('PK\x01\x02'));
    view.setUint16(entry + offset, value, true);
    const { texts, dropped } = await readZip(archive);
    expect(Object.keys(texts)).toEqual(['pkg/stored.py']);
    expect(dropped).toContain('unreadable pkg/a.py');
  });

  it('never reads on silently when any one byte of the archive is wrong', async () => {
    const sound = (await readZip(sample())).texts;
    for (let at = 0; at < sample().length; at += 11) {
      const damaged = sample();
      damaged[at]! ^= 0xff;
      const result = await readZip(damaged).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toMatchObject({ code: 'CORPUS_ARCHIVE_CORRUPT' });
      else
        for (const text of Object.values((result as { texts: object }).texts)) {
          expect(Object.values(sound)).toContain(text);
        }
    }
  });
});

it('names the package that brings the standard library, where that is not installed', () => {
  expect(() => stdlibSource('pyodide-of-nothing')).toThrow(
    'Expected the npm package pyodide-of-nothing, which',
  );
});
