import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSource } from '../testing/read-source.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { stdlibSource } from './stdlib.ts';
import { zipSource } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
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

  it('leaves out encrypted files', async () => {
    const archive = sample();
    const view = new DataView(archive.buffer);
    const entry = Buffer.from(archive).indexOf(Buffer.from('PK\x01\x02'));
    view.setUint16(entry + 8, view.getUint16(entry + 8, true) | 1, true);
    const { texts, dropped } = await readZip(archive);
    expect(Object.keys(texts)).toEqual(['pkg/stored.py']);
    expect(dropped).toContain('unreadable pkg/a.py');
  });

  it('refuses an archive that is cut off, damaged or none at all', async () => {
    const flipped = sample();
    flipped[Buffer.from(flipped).indexOf('b = 2')]! ^= 1;
    for (const archive of [sample().subarray(0, 200), bytes('no archive'), new Uint8Array(0), flipped]) {
      await expect(readZip(archive)).rejects.toMatchObject({ code: 'CORPUS_ARCHIVE_CORRUPT', exitCode: 2 });
    }
  });

  it('never reads on silently when any one byte of the archive is wrong', async () => {
    const sound = (await readZip(sample())).texts;
    for (let at = 0; at < sample().length; at += 7) {
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

describe('stdlibSource', () => {
  it('reads the standard library', async () => {
    const { texts, dropped } = await readSource(stdlibSource());
    expect(Object.keys(texts)).toHaveLength(559);
    expect(texts['antigravity.py']).toContain('import webbrowser');
    expect(dropped).toHaveLength(8);
  });

  it('names the package that brings it, where that is not installed', () => {
    expect(() => stdlibSource('pyodide-of-nothing')).toThrow(
      expect.objectContaining({
        code: 'CORPUS_SOURCE_MISSING',
        message: expect.stringContaining('the npm package pyodide-of-nothing'),
      }),
    );
  });
});
