import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LongrangeError } from '@longrange/errors';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Limits } from '../limits.ts';
import { openSource } from '../open-source.ts';
import { readSource, temporaryFolder } from '../testing/helpers.ts';
import { makeTar, sealTarHeader, type TarMember } from '../testing/make-tar.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`__fixtures__/${name}`, import.meta.url))));
const bytes = (text: string) => new TextEncoder().encode(text);

async function read(name: string, archive: Uint8Array, limits: Partial<Limits> = {}) {
  return readSource(await openSource(join(temporaryFolder({ [name]: archive }), name)), limits);
}
const readTar = (members: readonly TarMember[]) => read('x.tar', makeTar(members));

const CORRUPT = { code: 'CORPUS_ARCHIVE_CORRUPT', exitCode: 2 };
const LIMIT = { code: 'CORPUS_ARCHIVE_LIMIT', exitCode: 2 };

/** Returns the offset of the record of file `index` in the central directory. */
function directoryEntry(archive: Uint8Array, index: number): number {
  let at = -1;
  for (let i = 0; i <= index; i++) at = Buffer.from(archive).indexOf('PK\x01\x02', at + 1);
  return at;
}

function patch(archive: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = Uint8Array.from(archive);
  change(new DataView(copy.buffer));
  return copy;
}

// reliability: archives, archive-writer
describe('archives that unpack to more than they should', () => {
  const zeros = new Uint8Array(65 * 2 ** 20);

  it('are refused by their ratio, a zip archive before anything is unpacked', async () => {
    const zip = zipSync({ 'zeros.py': zeros });
    await expect(read('bomb.zip', zip, { documentBytes: 1 })).rejects.toMatchObject({
      ...LIMIT,
      message: expect.stringMatching(
        /at most 200 times its own size .*bomb\.zip, got 65 MiB or more from .* bytes/,
      ),
    });
    // Unwanted files count, too: a tar archive must be unpacked to skip them. This one would take ten GiB.
    const header = gzipSync(makeTar([{ name: 'zeros.bin', size: 10 * 2 ** 30 }]).subarray(0, 512));
    const tar = Buffer.concat([header, ...new Array<Buffer>(160).fill(gzipSync(zeros))]);
    await expect(read('bomb.tar.gz', tar, { archiveRatio: 6 })).rejects.toMatchObject(LIMIT);
  });

  it('are refused by their size and by their number of entries', async () => {
    const files = { 'a.py': bytes('a'.repeat(1000)), 'b.py': bytes('b'.repeat(1000)) };
    const members = Object.entries(files).map(([name, data]) => ({ name, data }));
    const archives: [string, Uint8Array][] = [
      ['x.zip', zipSync(files)],
      ['x.tar', makeTar(members)],
      ['x.tar.gz', gzipSync(makeTar(members))],
    ];
    for (const [name, archive] of archives) {
      await expect(read(name, archive, { archiveBytes: 1500 })).rejects.toThrow(/1,500 bytes in the archive/);
      await expect(read(name, archive, { archiveEntries: 1 })).rejects.toThrow(
        /at most 1 entries .*, got 2 entries or more/,
      );
      const { texts, dropped } = await read(name, archive, { documentBytes: 999 });
      expect([texts, dropped]).toEqual([{}, ['large a.py', 'large b.py']]);
      expect(Object.keys((await read(name, archive, { archiveEntries: 2 })).texts)).toEqual(['a.py', 'b.py']);
    }
  });
});

// reliability: archives, archive-writer
describe('zip archives that lie', () => {
  const sound = zipSync({ 'a.py': bytes('a = 1\n'.repeat(50)), 'b.py': bytes('b = 2\n'.repeat(50)) });
  const [first, second] = [directoryEntry(sound, 0), directoryEntry(sound, 1)];

  it('may not let files share their bytes', async () => {
    const same = patch(sound, (view) => view.setUint32(second + 42, view.getUint32(first + 42, true), true));
    const quoted = patch(sound, (view) =>
      view.setUint32(first + 20, view.getUint32(first + 20, true) + 9, true),
    );
    // Only the local header says that the bytes begin after the next file's header.
    const extra = patch(sound, (view) => view.setUint16(28, 40, true));
    const intoDirectory = patch(sound, (view) =>
      view.setUint32(second + 20, view.getUint32(second + 20, true) + 1, true),
    );
    const message = expect.stringContaining('overlaps what comes after it');
    for (const archive of [same, quoted, extra, intoDirectory])
      await expect(read('x.zip', archive)).rejects.toMatchObject({ ...CORRUPT, message });
  });

  it('are not unpacked beyond the size that they claim', async () => {
    const archive = zipSync({ 'a.py': new Uint8Array(2 ** 20) });
    for (const [size, problem] of [
      [10, 'is longer than it says'],
      [2 ** 26, 'does not match its checksum'],
    ] as const) {
      const lie = patch(archive, (view) => view.setUint32(directoryEntry(archive, 0) + 24, size, true));
      const message = expect.stringContaining(problem);
      await expect(read('x.zip', lie)).rejects.toMatchObject({ ...CORRUPT, message });
    }
  });

  it('may not claim entries, places and sizes beyond any', async () => {
    const zip64 = fixture('zip64.zip');
    const end = Buffer.from(zip64).lastIndexOf('PK\x06\x06');
    const locator = Buffer.from(zip64).lastIndexOf('PK\x06\x07');
    const at = (offset: number, value: bigint) =>
      patch(zip64, (view) => view.setBigUint64(offset, value, true));
    await expect(read('x.zip', at(end + 32, 10n ** 15n))).rejects.toMatchObject(LIMIT);
    for (const value of [2n ** 64n - 1n, 1000n]) {
      const entry = directoryEntry(zip64, 0);
      for (const offset of [locator + 8, end + 48, entry + 68, entry + 76])
        await expect(read('x.zip', at(offset, value))).rejects.toMatchObject(CORRUPT);
    }
    await expect(read('x.zip', at(end + 32, 400_000n))).rejects.toMatchObject(CORRUPT);
  });

  it('are not read beyond what a file of the size that they claim can take', async () => {
    const path = join(temporaryFolder(), 'x.zip');
    const archive = zipSync({ 'a.py': bytes('a = 1\n') });
    const directory = directoryEntry(archive, 0);
    const lie = patch(archive, (view) => {
      view.setUint32(directory + 20, 2 ** 28 - directory, true);
      view.setUint32(archive.length - 6, 2 ** 28, true);
    });
    writeFileSync(path, lie.subarray(0, directory));
    truncateSync(path, 2 ** 28); // takes no room on the disk
    appendFileSync(path, lie.subarray(directory));
    await expect(readSource(await openSource(path))).rejects.toThrow(/a\.py is larger packed than unpacked/);
  });

  it('may not have a directory without end', async () => {
    const path = join(temporaryFolder(), 'x.zip');
    const end = patch(new Uint8Array(22), (view) => {
      view.setUint32(0, 0x06054b50, true);
      view.setUint16(10, 1, true);
    });
    writeFileSync(path, '');
    truncateSync(path, 2 ** 28); // takes no room on the disk
    appendFileSync(path, end);
    await expect(readSource(await openSource(path))).rejects.toThrow(/x\.zip: damaged central directory/);
  });
});

// reliability: archives, archive-writer
describe('tar archives that lie', () => {
  const wanted = { name: 'a.py', data: 'a' };
  const base256 = (...tail: number[]) => Uint8Array.of(0x80, ...new Array(11 - tail.length).fill(0), ...tail);

  it('may not claim sizes that they do not have', async () => {
    const sizes = [2 ** 32, base256(0xff, 0xff, 0xff, 0xff, 0xff), new Uint8Array(12).fill(0xff)];
    for (const type of ['0', 'x', 'L', 'g', 'S'])
      for (const size of sizes)
        await expect(readTar([{ name: 'a.py', type, size, data: 'a' }])).rejects.toMatchObject(CORRUPT);
  });

  it('may not hide anything in their extended headers', async () => {
    const pax = (record: string) => ({ name: 'pax', type: 'x', data: `${record.length + 3} ${record}` });
    const records = ['no record\n', '0 path=x\n', '-5 path=x\n', '99 path=x\n', '5'];
    const sizes = ['-1', '1e3', '', '99999999999999999999', '99999'].map((size) => pax(`size=${size}\n`));
    for (const header of [...sizes, ...records.map((data) => ({ name: 'pax', type: 'x', data }))])
      await expect(readTar([header, wanted])).rejects.toMatchObject(CORRUPT);
    const long = { name: 'pax', type: 'L', data: 'n'.repeat(2 ** 20 + 1) };
    await expect(readTar([long, wanted])).rejects.toThrow(/a header of 1048577/);
    expect((await readTar([pax('__proto__=x\n'), wanted])).texts).toEqual({ 'a.py': 'a' });
  });

  it('keep their paths to themselves', async () => {
    const names = ['../../etc/x.py', '/srv/y.py', './../z.py', 'a/../../w.py'];
    const { texts } = await readTar(names.map((name) => ({ name, data: name })));
    expect(Object.keys(texts)).toEqual(['etc/x.py', 'srv/y.py', 'z.py', 'a/../../w.py']);
    const zip = zipSync({ '../../etc/x.py': bytes('x'), '/y.py': bytes('y') });
    expect((await read('x.zip', zip)).texts).toEqual({ 'etc/x.py': 'x', 'y.py': 'y' });
  });

  it('leave out sparse files, of GNU and of pax, and go on after them', async () => {
    const map = new Uint8Array(1024);
    map[504] = 1;
    const sparse: TarMember = {
      name: 'old.py',
      type: 'S',
      size: 1,
      data: Buffer.concat([map, bytes('x')]),
      change: (header) => header.fill(1, 482, 483),
    };
    const record = 'GNU.sparse.major=1\n';
    const pax = { name: 'pax', type: 'x', data: `${record.length + 3} ${record}` };
    const { texts, dropped } = await readTar([sparse, pax, { name: 'new.py', data: 'x' }, wanted]);
    expect([texts, dropped]).toEqual([{ 'a.py': 'a' }, ['unreadable old.py', 'unreadable new.py']]);
  });

  it('may have something behind, but not behind what is packed, nor a wrong checksum at the very end', async () => {
    const tar = makeTar([wanted]);
    const garbage = bytes('garbage');
    expect((await read('x.tar', Buffer.concat([tar, garbage]))).texts).toEqual({ 'a.py': 'a' });
    const packed = gzipSync(tar);
    await expect(read('x.tgz', Buffer.concat([packed, garbage]))).rejects.toMatchObject(CORRUPT);
    packed[packed.length - 8]! ^= 1;
    await expect(read('x.tgz', packed)).rejects.toThrow(/incorrect data check/);
  });
});

// reliability: archives, archive-writer
describe('archives with anything changed', () => {
  const archives = [
    {
      name: 'x.zip',
      archive: zipSync({ 'a.py': bytes('a\n'.repeat(99)), 'b.py': [bytes('b\n'), { level: 0 }] }),
    },
    { name: 'x.zip', archive: fixture('zip64.zip') },
    { name: 'x.tar', archive: new Uint8Array(gunzipSync(fixture('pax.tgz'))) },
    { name: 'x.tar', archive: new Uint8Array(gunzipSync(fixture('gnu.tar.gz'))) },
    { name: 'x.tgz', archive: fixture('pax.tgz') },
  ];
  const limits = { archiveBytes: 2 ** 16, documentBytes: 2 ** 12, archiveRatioFrom: 0 };

  it('give documents within the limits or one error', async () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...archives),
        fc.array(change, { maxLength: 6 }),
        fc.option(fc.nat(), { freq: 4 }),
        async ({ name, archive }, changes, cut) => {
          const changed = Uint8Array.from(archive);
          for (const { at, byte } of changes) changed[at % changed.length] = byte;
          // Otherwise, every changed header would just fail its checksum.
          if (name === 'x.tar') {
            for (const { at } of changes) {
              const block = Math.floor((at % changed.length) / 512) * 512;
              sealTarHeader(changed.subarray(block, block + 512));
            }
          }
          const given = cut === null ? changed : changed.subarray(0, cut % changed.length);
          const result = await read(name, given, limits).catch((error: unknown) => error);
          if (result instanceof Error) expect(result).toBeInstanceOf(LongrangeError);
          else {
            const { texts } = result as { texts: Record<string, string> };
            const lengths = Object.values(texts).map(({ length }) => length);
            expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(limits.documentBytes);
          }
        },
      ),
      { seed: 69, numRuns: process.env.LONGRANGE_WHOLE === '1' ? 400 : 100 },
    );
  });
});
