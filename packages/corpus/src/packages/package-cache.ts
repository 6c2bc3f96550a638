import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { z } from 'zod';
import { corpusError } from '../corpus-error.ts';
import { defaultLimits, describeBytes } from '../limits.ts';
import { RegularFile } from '../sources/regular-file.ts';
import type { OfferedPackage, PackageRecord } from './package-request.ts';
import { type PackageRequest, packageSpecifier } from './package-request.ts';
import { showUrl } from './request.ts';

const recordSchema = z.object({
  license: z.string().nullable(),
  file: z.string().regex(/^[\w][\w.+!-]*$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.string(),
});
/** A package whose archive is on the disk. */
export interface CachedPackage extends Pick<PackageRecord, 'version' | 'license' | 'file' | 'sha256'> {
  /** Of the archive. */
  readonly path: string;
}

const PARTIAL = '.partial-';

/** `LONGRANGE_CACHE`, else where the system keeps what can be fetched again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.LONGRANGE_CACHE) return env.LONGRANGE_CACHE;
  const home = env.HOME ?? homedir();
  if (process.platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'longrange', 'Cache');
  }
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'longrange');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'longrange');
}

/**
 * Archives of packages on the disk, by their SHA-256, and for each index which version is which archive. A file has its name once it is whole and
 * verified, not before.
 */
export class PackageCache {
  readonly folder: string;

  constructor(folder = cacheFolder()) {
    this.folder = folder;
  }

  /** What an index said of a version before; undefined where that, or the archive, is not here. */
  async read(
    request: Required<PackageRequest>,
    indexUrl: string | undefined,
  ): Promise<CachedPackage | undefined> {
    const text = await readFile(this.recordPath(request, indexUrl), 'utf8').catch(() => undefined);
    const parsed = recordSchema.safeParse(text === undefined ? undefined : tryJson(text));
    const path = parsed.data && (await this.find(parsed.data));
    return path === undefined ? undefined : { ...parsed.data!, path };
  }

  async write(
    request: Required<PackageRequest>,
    indexUrl: string | undefined,
    { license, file, sha256, version }: Omit<CachedPackage, 'path'>,
  ): Promise<void> {
    const text = `${JSON.stringify({ version, license, file, sha256 })}\n`;
    await this.writeWhole(async (temporary) => {
      await writeFile(temporary, text, { flush: true });
      return this.recordPath(request, indexUrl);
    });
  }

  /** The path of an archive that is here and is what it should be. */
  async find({
    file,
    sha256,
  }: {
    readonly file: string;
    readonly sha256: string;
  }): Promise<string | undefined> {
    const path = this.filePath(file, sha256);
    const archive = await RegularFile.open(path).catch(() => undefined);
    if (archive === undefined) return undefined;
    try {
      const hash = createHash('sha256');
      for await (const piece of archive.pieces(2 ** 20)) hash.update(piece);
      return hash.digest('hex') === sha256 ? path : undefined;
    } finally {
      await archive.close();
    }
  }

  /**
   * Keeps an archive that comes in pieces.
   *
   * @returns its SHA-256 and its path
   * @throws CORPUS_HASH where it is not what the index said, CORPUS_TOO_LARGE, WRITE_FAILED; nothing stays behind
   */
  async store(
    offered: OfferedPackage,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<Pick<CachedPackage, 'sha256' | 'path'>> {
    const [expected, own] = [createHash(offered.hash.algorithm), createHash('sha256')];
    let sha256 = '';
    await this.writeWhole(async (temporary) => {
      const handle = await open(temporary, 'wx');
      try {
        let length = 0;
        for await (const piece of pieces) {
          length += piece.length;
          if (length > defaultLimits.downloadBytes) throw tooLong(offered);
          expected.update(piece);
          own.update(piece);
          await handle.writeFile(piece);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      const got = expected.digest('hex');
      if (got !== offered.hash.hex) throw wrongHash(offered, got);
      sha256 = own.digest('hex');
      return this.filePath(offered.file, sha256);
    });
    return { sha256, path: this.filePath(offered.file, sha256) };
  }

  /** Versions of a package that are here, whatever the index. */
  async versions({ registry, name }: PackageRequest): Promise<string[]> {
    const indexes = await readdir(join(this.folder, registry)).catch(() => []);
    const found = await Promise.all(
      indexes.map((index) => readdir(join(this.folder, registry, index, safeName(name))).catch(() => [])),
    );
    return [...new Set(found.flat())].flatMap((file) => {
      const version = /^(.+)\.json$/.exec(file)?.[1];
      return version === undefined ? [] : [packageSpecifier({ registry, name, version })];
    });
  }

  private recordPath(
    { registry, name, version }: Required<PackageRequest>,
    indexUrl: string | undefined,
  ): string {
    const { host, pathname } = indexUrl === undefined ? { host: 'default', pathname: '' } : new URL(indexUrl);
    const index = `${host}${pathname}`.replaceAll(/[^a-z0-9.-]+/gi, '_').replace(/_$/, '');
    return join(this.folder, registry, index, safeName(name), `${version}.json`);
  }

  private filePath(file: string, sha256: string): string {
    return join(this.folder, 'files', sha256, file);
  }

  /** @param fill writes a file under a temporary name and says what it is to be called when it is whole */
  private async writeWhole(fill: (temporary: string) => Promise<string>): Promise<void> {
    const temporary = join(this.folder, `${PARTIAL}${process.pid}-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(this.folder, { recursive: true });
      await removePartials(this.folder);
      const target = await fill(temporary);
      await mkdir(dirname(target), { recursive: true });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw isSystemError(error) ? writeError(this.folder, error) : error;
    }
  }
}

/** What processes left that were killed. */
async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(PARTIAL) ? Number.parseInt(name.slice(PARTIAL.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !isRunning(pid)) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function safeName(name: string): string {
  return name.replace('/', '+');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tooLong({ url }: OfferedPackage): Error {
  return corpusError(
    'CORPUS_TOO_LARGE',
    `Expected an archive of at most ${describeBytes(defaultLimits.downloadBytes)}, got more from ${showUrl(url)}.`,
    'name fewer sources.',
  );
}

function wrongHash({ file, url, hash }: OfferedPackage, got: string): LongrangeError {
  return new LongrangeError({
    code: 'CORPUS_HASH',
    message: `Expected ${file} from ${showUrl(url)} to have ${hash.algorithm} ${hash.hex}, got ${got}.`,
    hint: 'the download was cut off or changed on its way: try again.',
  });
}

function writeError(folder: string, cause: unknown): LongrangeError {
  const { message } = systemProblem('write to', folder, cause);
  const hint = 'set LONGRANGE_CACHE to a folder with room for archives of packages.';
  return new LongrangeError({ code: 'WRITE_FAILED', message, hint, cause });
}
