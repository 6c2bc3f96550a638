import type { RandomAccess } from '../sources/zip-directory.ts';
import type { IndexLocation } from './index-location.ts';
import { collect, indexError, request } from './request.ts';

/** A file of a server that gives parts of files (RFC 9110, section 14). */
export class RemoteFile implements RandomAccess {
  readonly size: number;
  private readonly readRange: (first: number, last: number) => ReturnType<typeof requestRange>;

  private constructor(size: number, readRange: RemoteFile['readRange']) {
    this.size = size;
    this.readRange = readRange;
  }

  /** Undefined where the server gives whole files alone. @throws CORPUS_INDEX_UNREACHABLE */
  static async open(
    url: string,
    index: IndexLocation,
    signal: AbortSignal | undefined,
  ): Promise<RemoteFile | undefined> {
    const readRange: RemoteFile['readRange'] = (first, last) => requestRange(url, first, last, index, signal);
    const size = (await readRange(0, 0))?.size;
    return size === undefined ? undefined : new RemoteFile(size, readRange);
  }

  /** @throws CORPUS_INDEX, CORPUS_INDEX_UNREACHABLE */
  async read(start: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    const bytes = (await this.readRange(start, start + length - 1))?.bytes;
    if (bytes?.length === length) return bytes;
    throw indexError(
      `Expected ${length} bytes from ${start} on, got ${bytes?.length ?? 'none'}.`,
      'try again.',
    );
  }
}

async function requestRange(
  url: string,
  first: number,
  last: number,
  index: IndexLocation,
  signal: AbortSignal | undefined,
): Promise<{ size: number; bytes: Uint8Array } | undefined> {
  const answer = await request(url, index, { range: `bytes=${first}-${last}`, signal });
  const size = /^bytes \d+-\d+\/(\d+)$/.exec(answer.contentRange)?.[1];
  if (answer.status !== 206 || size === undefined) {
    await answer.cancel();
    return undefined;
  }
  const bytes = await collect(answer.body, url, last - first + 1);
  return { size: Number(size), bytes };
}
