import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSource } from '../testing/read-source.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { tarSource } from './tar.ts';

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
    const bytes = new Uint8Array(readFileSync(fixture('ustar.tar')));
    const end = bytes.length - [...bytes].reverse().findIndex((byte) => byte !== 0);
    const blocks = Math.ceil(end / 512) * 512;
    expect(Object.keys((await readBytes(bytes.subarray(0, blocks), 'x.tar')).texts)).toHaveLength(2);
  });

  it('refuses an archive that is cut off, damaged or none at all', async () => {
    const gzipped = readFileSync(fixture('gnu.tar.gz'));
    const plain = gunzipSync(gzipped);
    const damaged = Uint8Array.from(plain);
    damaged[520]! ^= 1;
    const archives: [Uint8Array, string][] = [
      [gzipped.subarray(0, 150), 'x.tar.gz'],
      [new TextEncoder().encode('no archive'), 'x.tgz'],
      [new TextEncoder().encode('no archive'), 'x.tar'],
      [new Uint8Array(0), 'x.tar'],
      [plain.subarray(0, 1024 + 3), 'x.tar'],
      [plain.subarray(0, 700), 'x.tar'],
      [damaged, 'x.tar'],
    ];
    for (const [bytes, name] of archives) {
      await expect(readBytes(bytes, name)).rejects.toMatchObject({
        code: 'CORPUS_ARCHIVE_CORRUPT',
        exitCode: 2,
      });
    }
  });
});
