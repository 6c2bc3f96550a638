import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { z } from 'zod';
import { corpusError } from '../corpus-error.ts';
import { defaultLimits, describeBytes } from '../limits.ts';
import type { OfferedPackage, PackageRecord, PackageRequest } from './package-request.ts';
import { showUrl } from './request.ts';

const recordSchema = z.object({
  license: z.string().nullable(),
  file: z.string().regex(/^[\w][\w.+!-]*$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.string(),
});
/** Package whose archive is on disk. */
export interface CachedPackage extends z.output<typeof recordSchema> {
  /** Path of the archive. */
  readonly path: string;
}

/** Returns `LONGRANGE_CACHE`, else the system's cache folder. */
function cacheFolder(): string {
  const { env } = process;
  if (env.LONGRANGE_CACHE) return env.LONGRANGE_CACHE;
  const home = env.HOME ?? homedir();
  if (process.platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'longrange', 'Cache');
  }
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'longrange');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'longrange');
}

/**
 * Cache of package archives on disk by SHA-256, with a record of each version's archive for each index. A file gets its final name only
 * once it is complete and verified.
 */
export class PackageCache {
  private readonly folder = cacheFolder();

  /** Reads the cached record of a version; undefined if it or its archive is missing. */
  async read(
    request: Required<PackageRequest>,
    indexUrl: string | undefined,
  ): Promise<CachedPackage | undefined> {
    try {
      const text = await readFile(this.recordPath(request, indexUrl), 'utf8');
      const record = recordSchema.parse(JSON.parse(text));
      const path = await this.find(record);
      return path === undefined ? undefined : { ...record, path };
    } catch {
      return undefined;
    }
  }

  async write(
    request: Required<PackageRequest>,
    indexUrl: string | undefined,
    { license, file, sha256, version }: CachedPackage,
  ): Promise<void> {
    const text = `${JSON.stringify({ version, license, file, sha256 })}\n`;
    await this.writeWhole(async (temporary) => {
      await writeFile(temporary, text, { flush: true });
      return this.recordPath(request, indexUrl);
    });
  }

  /** Returns the path of an archive, if it is cached and its hash is correct. */
  async find({ file, sha256 }: Pick<PackageRecord, 'file' | 'sha256'>): Promise<string | undefined> {
    const path = this.filePath(file, sha256);
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(path), hash);
    } catch {
      return undefined;
    }
    return hash.digest('hex') === sha256 ? path : undefined;
  }

  /**
   * Stores an archive that arrives in pieces.
   *
   * @returns its SHA-256 and its path
   * @throws CORPUS_HASH if it differs from the index's hash, CORPUS_TOO_LARGE, WRITE_FAILED; nothing is left behind
   */
  async store(
    { file, url, hash }: OfferedPackage,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<Pick<CachedPackage, 'sha256' | 'path'>> {
    const [expected, own] = [createHash(hash.algorithm), createHash('sha256')];
    let sha256 = '';
    await this.writeWhole(async (temporary) => {
      const handle = await open(temporary, 'wx');
      try {
        let length = 0;
        for await (const piece of pieces) {
          length += piece.length;
          if (length > defaultLimits.downloadBytes) {
            throw corpusError(
              'CORPUS_TOO_LARGE',
              `Expected an archive of at most ${describeBytes(defaultLimits.downloadBytes)}, got more from ${showUrl(url)}.`,
              'name fewer sources.',
            );
          }
          expected.update(piece);
          own.update(piece);
          await handle.writeFile(piece);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      const got = expected.digest('hex');
      if (got !== hash.hex) {
        throw new LongrangeError({
          code: 'CORPUS_HASH',
          message: `Expected ${file} from ${showUrl(url)} to have ${hash.algorithm} ${hash.hex}, got ${got}.`,
          hint: 'the download was cut off or changed on its way: try again.',
        });
      }
      sha256 = own.digest('hex');
      return this.filePath(file, sha256);
    });
    return { sha256, path: this.filePath(file, sha256) };
  }

  private recordPath(
    { registry, name, version }: Required<PackageRequest>,
    indexUrl: string | undefined,
  ): string {
    const { host, pathname } = indexUrl === undefined ? { host: 'default', pathname: '' } : new URL(indexUrl);
    const index = `${host}${pathname}`.replaceAll(/[^a-z0-9.-]+/gi, '_').replace(/_$/, '');
    return join(this.folder, registry, index, name.replace('/', '+'), `${version}.json`);
  }

  private filePath(file: string, sha256: string): string {
    return join(this.folder, 'files', sha256, file);
  }

  /** @param fill writes a file under a temporary name and returns its final path */
  private async writeWhole(fill: (temporary: string) => Promise<string>): Promise<void> {
    const temporary = join(this.folder, `.partial-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(this.folder, { recursive: true });
      const target = await fill(temporary);
      await mkdir(dirname(target), { recursive: true });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (!isSystemError(error)) throw error;
      const { message } = systemProblem('write to', this.folder, error);
      const hint = 'set LONGRANGE_CACHE to a folder with room for archives of packages.';
      throw new LongrangeError({ code: 'WRITE_FAILED', message, hint, cause: error });
    }
  }
}
