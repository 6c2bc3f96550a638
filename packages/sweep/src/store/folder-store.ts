import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import type { Store } from './store.ts';

/** Files that are being written. */
const TEMPORARY = '.tmp-';

/** A folder that all machines see, such as one on NFS. */
export class FolderStore implements Store {
  readonly name: string;

  constructor(folder: string) {
    this.name = folder;
  }

  async read(name: string): Promise<Uint8Array | null> {
    return this.#try('read', name, (path) => unlessMissing(readFile(path), null));
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    return this.#try('write', name, async (path) => {
      await mkdir(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(6).toString('hex')}`);
      try {
        const file = await open(temporary, 'wx');
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        return await linked(temporary, path);
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  async list(folder: string): Promise<string[]> {
    return this.#try('read', folder, async (path) => {
      const entries = await unlessMissing(readdir(path, { recursive: true, withFileTypes: true }), []);
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith(TEMPORARY))
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
        .sort();
    });
  }

  async remove(name: string): Promise<void> {
    await this.#try('remove', name, (path) => rm(path, { force: true }));
  }

  async #try<T>(
    verb: 'read' | 'write' | 'remove',
    name: string,
    work: (path: string) => Promise<T>,
  ): Promise<T> {
    const path = join(this.name, name);
    try {
      return await work(path);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      throw new LongrangeError({ code: 'STORE_FAILED', ...systemProblem(verb, path, cause), cause });
    }
  }
}

/** Links fail where the name is taken, on NFS too. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return otherwise;
    throw error;
  }
}
