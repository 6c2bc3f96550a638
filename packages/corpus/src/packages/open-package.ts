import { archiveSource } from '../sources/archive.ts';
import type { RawDocument, Source, SourceContext } from '../sources/source.ts';
import { findIndex, indexInEnvironment } from './index-config.ts';
import { findOnNpm } from './npm.ts';
import { type CachedPackage, PackageCache } from './package-cache.ts';
import type { OfferedPackage, PackageEvent, PackageRecord } from './package-request.ts';
import { type PackageRequest, packageSpecifier } from './package-request.ts';
import { findOnPypi, type PinnedPackage, type Uploaded } from './pypi.ts';
import { type Asking, piecesOf, refuseStatus, request } from './request.ts';

/** Options for fetching packages. */
export interface PackageOptions {
  readonly onPackage?: ((event: PackageEvent) => void) | undefined;
  /** Cancels a download. */
  readonly signal?: AbortSignal | undefined;
}

/** Archive of a package as a source. */
export interface PackageSource extends Source {
  readonly package: PackageRecord;
}

interface Wanted {
  readonly wanted: PackageRequest;
  /** Source as the user wrote it. */
  readonly requested: string;
  readonly pinned?: PinnedPackage | undefined;
  readonly uploaded?: Uploaded | undefined;
}

/**
 * Opens a package: an exact version from the cache if it is there, else from the index that pip or npm is configured to use.
 *
 * @returns undefined if no release was uploaded in the period `uploaded`
 * @throws CORPUS_INDEX_UNREACHABLE, CORPUS_INDEX, CORPUS_INDEX_URL, CORPUS_PACKAGE_MISSING, CORPUS_HASH, WRITE_FAILED; the reason of `signal`
 */
export async function openPackage(
  what: Wanted,
  { onPackage = () => undefined, signal }: PackageOptions,
): Promise<PackageSource | undefined> {
  const { registry, name } = what.wanted;
  const cache = new PackageCache();
  // Asking pip or npm takes half a second, so the cache does without.
  const indexUrl = indexInEnvironment(registry)?.url;
  let found = await findCached(what, cache, indexUrl);
  if (found !== undefined) {
    onPackage(packageEvent(what.wanted, found, true));
  } else {
    const asking = { index: await findIndex(what.wanted), signal };
    found = await fetchPackage(what, asking, cache, onPackage);
    if (found === undefined) return undefined;
    await cache.write({ registry, name, version: found.version }, indexUrl, found);
  }
  const { path, ...archive } = found;
  const source = packageSpecifier({ registry, name, version: found.version });
  return packageSource(path, { requested: what.requested, source, registry, name, ...archive });
}

async function findCached(
  { wanted: { registry, name, version }, pinned }: Wanted,
  cache: PackageCache,
  indexUrl: string | undefined,
): Promise<CachedPackage | undefined> {
  if (version === undefined) return undefined;
  if (pinned === undefined) return cache.read({ registry, name, version }, indexUrl);
  const path = await cache.find(pinned);
  return path === undefined ? undefined : { ...pinned, version, path };
}

async function fetchPackage(
  { wanted, pinned, uploaded }: Wanted,
  asking: Asking,
  cache: PackageCache,
  onPackage: (event: PackageEvent) => void,
): Promise<CachedPackage | undefined> {
  const offered =
    wanted.registry === 'pypi'
      ? await findOnPypi(wanted, asking, pinned, uploaded)
      : await findOnNpm(wanted, asking, pinned);
  if (offered === undefined) return undefined;
  const { license, file, version, hash } = offered;
  const path = hash.algorithm === 'sha256' ? await cache.find({ file, sha256: hash.hex }) : undefined;
  onPackage(packageEvent(wanted, offered, path !== undefined));
  const kept =
    path === undefined
      ? await cache.store(offered, download(offered, asking, onPackage))
      : { path, sha256: hash.hex };
  return { ...kept, license, file, version };
}

async function* download(
  offered: OfferedPackage,
  asking: Asking,
  onPackage: (event: PackageEvent) => void,
): AsyncIterable<Uint8Array> {
  const { url } = offered;
  // Further compression would be undone on arrival, and the hash be that of another file.
  const response = await request(url, asking, { 'accept-encoding': 'identity' });
  refuseStatus(url, response.status);
  const source = packageSpecifier(offered);
  const totalBytes = Number(response.headers.get('content-length')) || null;
  let receivedBytes = 0;
  for await (const piece of piecesOf(response, url, asking.signal)) {
    yield piece;
    receivedBytes += piece.length;
    onPackage({ type: 'download', source, receivedBytes, totalBytes });
  }
}

function packageEvent(
  { registry, name }: PackageRequest,
  { version, license, file }: Pick<PackageRecord, 'version' | 'license' | 'file'>,
  isCached: boolean,
): PackageEvent {
  return { type: 'package', source: packageSpecifier({ registry, name, version }), license, file, isCached };
}

/** Paths in a wheel are as installed; in other archives the top folder, `django-6.1.3` or `package`, becomes the package's name. */
function packageSource(path: string, record: PackageRecord): PackageSource {
  const archive = archiveSource(path)!;
  const isWheel = path.endsWith('.whl');
  async function* read(context: SourceContext): AsyncIterable<RawDocument> {
    for await (const document of archive.read(context)) {
      yield isWheel ? document : { ...document, path: document.path.replace(/^[^/]*(?=\/)/, record.name) };
    }
  }
  return { description: record.source, package: record, read };
}
