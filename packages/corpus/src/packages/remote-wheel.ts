import { defaultLimits } from '../limits.ts';
import { ArchiveBudget } from '../sources/archive-budget.ts';
import { readZipEntry } from '../sources/zip.ts';
import { readZipDirectory } from '../sources/zip-directory.ts';
import type { IndexLocation } from './index-location.ts';
import { licenseOf } from './python-metadata.ts';
import { RemoteFile } from './remote-file.ts';

const LARGEST_METADATA = 2 ** 24;

/**
 * The licence that a wheel states, of which only the list of files and the metadata are fetched; null where that cannot be: it is then read when
 * the wheel is here.
 */
export async function licenseInRemoteWheel(
  url: string,
  index: IndexLocation,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const wheel = await RemoteFile.open(url, index, signal);
    if (wheel === undefined) return null;
    const entries = await readZipDirectory(wheel, new ArchiveBudget(url, wheel.size, defaultLimits));
    const metadata = entries.find(({ path }) => /^[^/]+\.dist-info\/METADATA$/.test(path));
    if (metadata === undefined || metadata.encrypted) return null;
    if (Math.max(metadata.size, metadata.compressedSize) > LARGEST_METADATA) return null;
    return licenseOf(new TextDecoder().decode(await readZipEntry(wheel, metadata)));
  } catch {
    signal?.throwIfAborted();
    return null;
  }
}
